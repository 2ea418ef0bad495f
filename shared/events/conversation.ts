/**
 * What a member sees of what was said: the conversation's lines, and its own words on their way
 * there.
 */
import type { ErrorValue } from '../domain/errors.ts'
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { EndedHow } from '../domain/session.ts'
import type { UnixMs } from '../domain/time.ts'
import type { Said } from './kind.ts'
import type { Shown } from './kinds.ts'

/**
 * A line of the conversation: the row of an event, or a notice. `at` is its position: an event's is
 * its `seq`, a whole number; what is in no log stands between two events, with a fraction. Events
 * are kept, other notices last as long as the program runs.
 */
export type Entry = MessageEntry | NoticeEntry

export interface MessageEntry {
  readonly kind: 'message'
  readonly at: number
  readonly seq: number
  readonly cid: string
  readonly author: { readonly id: Fingerprint; readonly name: string }
  readonly mine: boolean
  /** Empty for one that is withdrawn. */
  readonly text: string
  /** Its body was withdrawn; by whom, `shown` says as soon as that is here. */
  readonly withdrawn: boolean
  /** Host time; 0 when it is not known. */
  readonly time: UnixMs
  /** What stands on it, folded … */
  readonly shown: Shown
  /** … up to this `seq`. Pages and pushes race: of two, the higher counts. */
  readonly folded: number
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

/** What we said and the host has not confirmed. A failed one is kept and can be sent again. */
export interface PendingMessage extends Said {
  readonly cid: string
  /** Local time it was said. */
  readonly time: UnixMs
  readonly error: ErrorValue | null
}

/**
 * A stretch of a conversation, oldest first, without holes: all that was said from `from` to `to`
 * (`to` is `from - 1` when that is nothing). Not every event makes an entry, so the entries say
 * nothing of its bounds.
 */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly entries: readonly Entry[]
}

/** What stands on one row, folded up to a `seq`, and whether its body was withdrawn by then. */
export type RowFold = Pick<MessageEntry, 'seq' | 'withdrawn' | 'shown' | 'folded'>

/** A row as a later fold shows it. What is withdrawn never gets its words back. */
export function shownAs(row: MessageEntry, fold: RowFold): MessageEntry {
  const withdrawn = row.withdrawn || fold.withdrawn
  return { ...row, ...fold, withdrawn, text: withdrawn ? '' : row.text }
}

/** A stretch that was asked for. */
export interface HistoryPage extends Stretch {
  /** There is more before it, and after it. */
  readonly older: boolean
  readonly newer: boolean
}
