/** Everything the window's components read: the view, and what the person is doing just now. */

import type { HostOptions } from '../../shared/contract/ipc.ts'
import type { Member, Starting } from '../../shared/contract/snapshot.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Drafts } from '../features/chat/drafts.ts'
import type { Search } from '../features/search/search-slice.ts'
import type { Pane } from './pane.ts'
import type { Direction } from './room-changes.ts'
import { askedRejoin, roomOf, type View } from './view.ts'

export interface JoinRequest {
  readonly attemptId: string
  readonly address: string
  readonly name: string
}

/** Somebody about to be sent out of a hosted room. */
export interface Expelling {
  readonly roomId: string
  readonly member: Member
  readonly how: 'remove' | 'ban'
}

/** What a person opens. */
export type OpenDialog =
  | { readonly kind: 'host'; readonly options: HostOptions; readonly password: string }
  | { readonly kind: 'join'; readonly address: string; readonly name: string }
  /** `changed` is the key that was met no more; `after` opens when this closes. */
  | { readonly kind: 'hosts'; readonly changed: string | null; readonly after: OpenDialog | null }
  | { readonly kind: 'key' }
  | { readonly kind: 'settings'; readonly roomId: string }
  | { readonly kind: 'export'; readonly roomId: string }
  | Question

/**
 * What may lie open over the window, one at a time: what a person has opened, or else what a room
 * that is joined again asks, or that it has another key.
 */
export type LyingOpen = OpenDialog | { readonly kind: 'rejoin' }

/** What is asked before it is done. */
export type Question =
  | ({ readonly kind: 'expel' } & Expelling)
  /** `text` is how the link was written. */
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  /** The hosted room closes for everybody. */
  | { readonly kind: 'close'; readonly roomId: string }
  | { readonly kind: 'delete'; readonly roomId: string }

export interface State {
  readonly view: View
  /** How far the start has come, as last told. */
  readonly starting: Starting | null
  /** What a person has opened; see {@link whatLiesOpen}. */
  readonly dialog: OpenDialog | null
  /** The join that the dialog waits for. */
  readonly joining: JoinRequest | null
  readonly joinError: ErrorValue | null
  /** The ended room that a person joins again, until it is live or its outcome has been read. */
  readonly rejoining: string | null
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

const REJOIN: LyingOpen = { kind: 'rejoin' }

export function whatLiesOpen({ dialog, view, rejoining }: State): LyingOpen | null {
  if (dialog !== null) return dialog
  return askedRejoin(view) !== undefined || stoppedRejoin(view, rejoining) ? REJOIN : null
}

function stoppedRejoin(view: View, rejoining: string | null): boolean {
  const connection = roomOf(view, rejoining)?.info.connection
  return connection?.phase === 'ended' && connection.error?.code === 'pin_mismatch'
}
