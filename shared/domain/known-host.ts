/** Whose key this computer trusts. */
import type { Fingerprint } from './fingerprint.ts'

/** A host whose key is remembered. */
export interface KnownHost {
  readonly key: Fingerprint
  /** The room's name when last joined. */
  readonly room: string
  /** Where it was met, the latest first; a hint, since computers move. */
  readonly addresses: readonly string[]
  /** Milliseconds since 1970 UTC: when it was first trusted. */
  readonly since: number
  /** How it was trusted: by an invite, a person's eyes, or the room's password. */
  readonly by: 'invite' | 'eyes' | 'password'
}
