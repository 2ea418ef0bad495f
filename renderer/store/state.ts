/** Everything the window's components read: the view, and what the person is doing just now. */

import type { HostOptions } from '../../shared/contract/ipc.ts'
import type { Member, Starting } from '../../shared/contract/snapshot.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Drafts } from './drafts.ts'
import type { Pane } from './pane.ts'
import type { Direction } from './room-changes.ts'
import type { Search } from './search.ts'
import type { View } from './view.ts'

export interface JoinRequest {
  readonly attemptId: string
  readonly address: string
  readonly name: string
}

export type OpenDialog =
  | { readonly kind: 'host'; readonly options: HostOptions; readonly password: string }
  | { readonly kind: 'join'; readonly address: string; readonly name: string }
  /** `changed` is the key that was met no more; `after` opens when this closes. */
  | { readonly kind: 'hosts'; readonly changed: string | null; readonly after: OpenDialog | null }
  | { readonly kind: 'key' }
  | { readonly kind: 'settings'; readonly roomId: string }
  | { readonly kind: 'export'; readonly roomId: string }

/** Somebody about to be sent out of a hosted room. */
export interface Expelling {
  readonly roomId: string
  readonly member: Member
  readonly how: 'remove' | 'ban'
}

export interface State {
  readonly view: View
  /** How far the start has come, as last told. */
  readonly starting: Starting | null
  readonly dialog: OpenDialog | null
  /** The join that the dialog waits for. */
  readonly joining: JoinRequest | null
  readonly joinError: ErrorValue | null
  /** The ended room that a person joins again. */
  readonly rejoining: string | null
  readonly expelling: Expelling | null
  /** The link that waits for a look at its address; `text` is how it was written. */
  readonly link: { readonly href: string; readonly text: string } | null
  /** The hosted room that waits for "Close for everybody". */
  readonly closing: string | null
  /** The room that waits for "Delete". */
  readonly deleting: string | null
  readonly search: Search
  /** The end of a room's conversation that could not be fetched; without a message, nobody had it. */
  readonly unfetched: Readonly<
    Record<string, { readonly direction: Direction; readonly message: string | null }>
  >
  readonly drafts: Drafts
  /** What was pasted and is too long for the composer, by room. */
  readonly pasted: Readonly<Record<string, string>>
  /** Why the words that came back to the composer were not taken, by room. */
  readonly sayErrors: Readonly<Record<string, string>>
  /** Failures that belong to no form and no message. */
  readonly troubles: readonly ErrorValue[]
  readonly pane: Pane
  /** People beside the conversation (wide), and over it (narrow). */
  readonly peopleBeside: boolean
  readonly peopleOver: boolean
  /** What a screen reader says next. */
  readonly announcement: string
  /** Grows with each message said here, so that the timeline goes to its end. */
  readonly said: number
}
