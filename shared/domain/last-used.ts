/** What was entered last, kept so that it can be offered again. */

/** A room joined before, one click away in the Join dialog. */
export interface RecentRoom {
  readonly address: string
  readonly room: string
  readonly name: string
  /** Milliseconds since 1970 UTC. */
  readonly time: number
}

/** The last choice of the Host dialog. */
export interface HostChoice {
  readonly ip: string
  readonly port: number
  readonly room: string
  readonly name: string
}
