/** Whose key this computer trusts. */
import type { Fingerprint } from './fingerprint.ts'
import type { UnixMs } from './time.ts'

/** A host whose key is remembered. */
export interface KnownHost {
  readonly key: Fingerprint
  /** The room's name when last joined. */
  readonly room: string
  /** Where it was met, the latest first; a hint, since computers move. */
  readonly addresses: readonly string[]
  /** When it was first trusted. */
  readonly since: UnixMs
  /** How it was trusted: by an invite, a person's eyes, or the room's password. */
  readonly by: 'invite' | 'eyes' | 'password'
}
