/**
 * What a member sees of what was said: the conversation's lines, and its own words on their way
 * there.
 */
import type { ErrorValue } from './errors.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { EndedHow } from './session.ts'
import type { UnixMs } from './time.ts'

/**
 * A line of the conversation. `at` is its position: that of an event (a message, or a notice for
 * one that cannot be shown) is its `seq`, whole and without holes; any other notice stands between
 * two, with a fraction. Events are kept, the other notices last as long as the program runs.
 */
export type Entry = MessageEntry | NoticeEntry

export interface MessageEntry {
  readonly kind: 'message'
  readonly at: number
  readonly seq: number
  readonly cid: string
  readonly author: { readonly id: Fingerprint; readonly name: string }
  readonly mine: boolean
  readonly text: string
  /** Host time; 0 when it is not known. */
  readonly time: UnixMs
}

export interface NoticeEntry {
  readonly kind: 'notice'
  readonly at: number
  readonly time: UnixMs
  readonly notice: Notice
}

export type Notice =
  /** We came in; `asked` differs from `name` when that was taken. */
  | {
      readonly type: 'entered'
      readonly asked: string
      readonly name: string
      readonly room: string
    }
  | { readonly type: 'joined' | 'left' | 'lost'; readonly name: string }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly message: string }
  /** An event of a kind this version does not know. */
  | { readonly type: 'unknown'; readonly name: string }
  /** An event that was damaged on a disk: nobody can read it any more. */
  | { readonly type: 'unreadable' }

/** Own words that the host has not confirmed. A failed one keeps its text and can be sent again. */
export interface PendingMessage {
  readonly cid: string
  readonly text: string
  /** Local time it was said. */
  readonly time: UnixMs
  readonly error: ErrorValue | null
}

/** A stretch of a conversation, oldest first, without holes. */
export interface HistoryPage {
  readonly entries: readonly Entry[]
  /** There is more before it, and after it. */
  readonly older: boolean
  readonly newer: boolean
}
