/**
 * A member's side of a room: who is in, how the connection is, and what a person is asked on the
 * way.
 */
import type { ErrorValue } from './errors.ts'
import type { Fingerprint } from './fingerprint.ts'

/** Somebody in a room. `host` marks the one whose computer the room lives on. */
export interface Member {
  /** Their key's fingerprint: who they are, whatever their name. */
  readonly id: Fingerprint
  readonly name: string
  readonly host: boolean
  /** The name was changed because another member has it: show the key's tag beside it. */
  readonly clash: boolean
  /** The connection was cut a moment ago; the place and the name are kept for a while. */
  readonly cut: boolean
}

/** How far a join has come; shown while a person waits. */
export type JoinStage =
  | 'resolving'
  | 'dialing'
  | 'securing'
  | 'greeting'
  | 'proving'
  | 'entering'
  | 'waiting'

/** What a person must answer before a join goes on. */
export type JoinQuestion =
  /** First contact: is this the key that the host shows? */
  | {
      readonly kind: 'trust'
      readonly key: Fingerprint
      readonly address: string
      readonly room: string
    }
  | {
      readonly kind: 'password'
      readonly room: string
      /** The last try was wrong; so many are left on this connection. */
      readonly wrong: boolean
      readonly triesLeft: number
    }

/** The state of the string between the two cans. */
export type ConnectionState =
  | { readonly phase: 'connecting'; readonly stage: JoinStage }
  /** In the room, and fetching what was said meanwhile: so many events are not here yet. */
  | { readonly phase: 'catching_up'; readonly missing: number }
  | { readonly phase: 'live' }
  /** Cut. It is made again so many milliseconds after this was told; null: right now. */
  | {
      readonly phase: 'interrupted'
      readonly error: ErrorValue
      readonly retryIn: number | null
    }
  | { readonly phase: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

/** Why it ended: by our own wish, by the host's, or by accident. */
export type EndedHow = 'left' | 'closed' | 'lost' | 'refused'
