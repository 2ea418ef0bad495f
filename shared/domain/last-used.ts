/** What was entered last, kept so that it can be offered again. */
import type { UnixMs } from './time.ts'

/** A room joined before, one click away in the Join dialog. */
export interface RecentRoom {
  readonly address: string
  readonly room: string
  readonly name: string
  readonly time: UnixMs
}

/** The last choice of the Host dialog. */
export interface HostChoice {
  readonly ip: string
  readonly port: number
  readonly room: string
  readonly name: string
}
