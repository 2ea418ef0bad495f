/**
 * What a kind of event is. All that differs from one kind to another is declared in the kind's own
 * file and collected in kinds.ts; what is missing there does not compile.
 */
import type { z } from 'zod'
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { UnixMs } from '../domain/time.ts'
import type { Body } from './body.ts'

/** The kind of an event that is there, and cannot be read any more: a disk has damaged it. */
export const UNREADABLE = 'unreadable'

/** What somebody says: the part of an event that is theirs to choose. */
export interface Said {
  readonly kind: string
  /** The `seq` of the event that it stands on; null for one that stands alone. */
  readonly on: number | null
  readonly body: Body
}

/**
 * The latest that one author has said, under one key, on one event: all that counts of it.
 * Whatever came before it under the same key is history.
 */
export interface Standing<B> {
  readonly seq: number
  readonly author: { readonly id: Fingerprint; readonly name: string }
  /** Host time. */
  readonly time: UnixMs
  readonly body: B
  /** How many count under its key, where not all of them are given; else as many as are given. */
  readonly of?: number | undefined
}

/** What something that is said on an event is judged by. */
export interface There<B> {
  /** Who says it. */
  readonly author: Fingerprint
  readonly target: { readonly author: Fingerprint }
  /** The room's host. */
  readonly host: Fingerprint
  /** Of the same kind on the same event, one of those that count for each key. */
  readonly standing: readonly Standing<B>[]
}

interface KindBase<B extends object> {
  /** The known fields, as every reader takes them; unknown ones are kept and passed on. */
  readonly schema: z.ZodType<B>
  /** What the host asks of a body besides, before it takes it. */
  fit(body: B): boolean
  /** It counts as unread for those who have not seen it. */
  readonly unread: boolean
  /** Who is told when the window is not looked at. */
  readonly notifies: 'everybody' | 'nobody'
  /** It may be the line that a list of rooms shows of a room. */
  readonly preview: boolean
  /** Its body can be withdrawn, by itself or with the event that it stands on. */
  readonly withdrawable: boolean
  /** The words by which a search finds it; null for none. */
  searched(body: B): string | null
  /** Its line in an export, on a terminal and for a screen reader; null for none. */
  line(body: B): string | null
}

/** A kind that stands alone: each event of it makes a row of the conversation. */
export interface AloneKind<B extends object> extends KindBase<B> {
  readonly stands: 'alone'
}

/**
 * A kind that stands on another event and changes what its row shows, never whether or where it
 * is. Its fold is commutative and idempotent: of all that an author says under one key on one
 * event, the highest `seq` counts.
 */
export interface StandingKind<B extends object, Shown> extends KindBase<B> {
  readonly stands: 'on'
  /** Kinds that it may stand on. */
  readonly targets: readonly string[]
  /** Under this key a later one by the same author takes the place of an earlier one. */
  key(body: B): string
  /** It counts; else it takes back what its author has said under its key. */
  counts(body: B): boolean
  /** Under so many keys one author may ever say something on one event. */
  readonly mostOwnKeys: number
  /**
   * It withdraws the body of the event that it stands on, and with it the bodies of what was said on
   * that one before, where those can be withdrawn. Nothing can be said on that event any more.
   */
  readonly withdraws: boolean
  /** Whether one that counts may be said now. */
  judge(body: B, there: There<B>): 'not_allowed' | undefined
  /**
   * What the row shows of it.
   * @param standing in the order of `seq`, one an author and key
   * @param whole with everybody's name; else with as many as a row needs
   */
  fold(standing: readonly Standing<B>[], ownKey: Fingerprint, whole: boolean): Shown
}
