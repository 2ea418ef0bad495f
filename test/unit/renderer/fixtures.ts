/** Small rooms, entries and snapshots for the window's unit tests. */
import { type Fingerprint, isFingerprint } from '../../../shared/fingerprint.ts'
import type {
  Entry,
  MessageEntry,
  Notice,
  RoomInfo,
  RoomSnapshot,
  Snapshot,
} from '../../../shared/snapshot.ts'

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

export function message(at: number, over: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    at,
    seq: at + 1,
    cid: `c${at}`,
    author: { id: keyOf('b'), name: 'Bob' },
    mine: false,
    text: `text ${at}`,
    time: NOON,
    ...over,
  }
}

export function notice(at: number, what: Notice, time = NOON): Entry {
  return { kind: 'notice', at, time, notice: what }
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
    self: { id: keyOf('a'), name: 'Ann', host: false, clash: false },
    total: 0,
    ...over,
  }
}

export function room(id = 'r', entries: readonly Entry[] = []): RoomSnapshot {
  const total = (entries.at(-1)?.at ?? -1) + 1
  return { ...info(id, { total }), members: [], entries, pending: [] }
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
    notices: [],
  }
}
