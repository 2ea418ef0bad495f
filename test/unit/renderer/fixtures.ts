/** Small rooms, entries and snapshots for the window's unit tests. */

import type { RoomInfo, RoomSnapshot, Snapshot } from '../../../shared/contract/snapshot.ts'
import { type Fingerprint, isFingerprint } from '../../../shared/domain/fingerprint.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type {
  Entry,
  HistoryPage,
  MessageEntry,
  Notice,
  PendingMessage,
  Stretch,
} from '../../../shared/events/conversation.ts'

/** A key for a letter. */
export function keyOf(letter: string): Fingerprint {
  const key = `${letter.repeat(42)}A`
  if (!isFingerprint(key)) throw new Error('one letter or digit, please')
  return key
}

/** Noon of a day in local time, so that minutes around it never leave the day. */
export const NOON = new Date(2026, 2, 3, 12).getTime()
export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE

/** `at` is the message's `seq`: whole, from 1. */
export function message(at: number, over: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    at,
    seq: at,
    withdrawn: false,
    cid: `c${at}`,
    author: { id: keyOf('b'), name: 'Bob' },
    mine: false,
    text: `text ${at}`,
    time: unixMs(NOON),
    shown: {},
    folded: at,
    ...over,
  }
}

/** All that was said from the first of these to the last, and no more. */
export const stretchOf = (entries: readonly Entry[]): Stretch => ({
  from: Math.ceil(entries[0]?.at ?? 1),
  to: Math.floor(entries.at(-1)?.at ?? 0),
  entries,
})

/** A page with these and all that was said between them. */
export const pageOf = (entries: readonly Entry[], older: boolean, newer: boolean): HistoryPage => ({
  ...stretchOf(entries),
  older,
  newer,
})

/** Words on their way. */
export const waiting = (cid: string, text: string): PendingMessage => ({
  cid,
  kind: 'message',
  on: null,
  body: { text },
  time: unixMs(1),
  error: null,
})

export function notice(at: number, what: Notice, time = NOON): Entry {
  return { kind: 'notice', at, time: unixMs(time), notice: what }
}

export const joined = (at: number, name: string, time = NOON) =>
  notice(at, { type: 'joined', name }, time)

export const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => message(from + i))

export function info(id = 'r', over: Partial<RoomInfo> = {}): RoomInfo {
  return {
    id,
    name: 'Lab',
    address: '127.0.0.1:62260',
    hosting: null,
    connection: { phase: 'live' },
    hostKey: keyOf('h'),
    own: false,
    readOnly: false,
    self: { id: keyOf('a'), name: 'Ann', host: false, clash: false, cut: false },
    oldest: 1,
    last: 0,
    ...over,
  }
}

export function room(id = 'r', entries: readonly Entry[] = []): RoomSnapshot {
  const stretch = stretchOf(entries)
  const nothing = { members: [], pending: [], draft: '', unread: { count: 0, from: null } }
  return { ...info(id, { last: stretch.to }), ...nothing, stretch }
}

export function snapshot(revision: number, rooms: readonly RoomSnapshot[] = []): Snapshot {
  const identity = { fingerprint: keyOf('a'), protection: 'system' } as const
  return {
    revision,
    version: '0',
    profile: '',
    rooms,
    recents: [],
    name: '',
    identity,
    warnings: [],
  }
}
