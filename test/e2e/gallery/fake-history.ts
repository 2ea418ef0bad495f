/** The fake's part for what was said: pages of history, search, export. */
import type { Envelope, TincanApi } from '../../../shared/contract/ipc.ts'
import type { RoomSnapshot, SearchHit } from '../../../shared/contract/snapshot.ts'
import { SEARCH_HITS } from '../../../shared/domain/limits.ts'
import type { Entry, HistoryPage } from '../../../shared/events/conversation.ts'

const ok = <T>(value: T): Envelope<T> => ({ ok: true, value })

interface World {
  readonly rooms: () => readonly RoomSnapshot[]
  /** All that was said in the room `lab`, when that is more than its snapshot has. */
  readonly history: readonly Entry[]
}

export function createFakeHistory({ rooms, history }: World) {
  const entriesOf = (roomId: string): readonly Entry[] => {
    const held = rooms().find((room) => room.id === roomId)?.stretch.entries ?? []
    const before = roomId === 'lab' ? history : []
    return [...before.filter((one) => one.at < (held[0]?.at ?? 0)), ...held]
  }
  return {
    history: async ({ roomId, where, limit }) => {
      const last = rooms().find((room) => room.id === roomId)?.last ?? 0
      return ok(pageOf(entriesOf(roomId), last, where, limit))
    },
    search: async ({ text, roomId, next }) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean)
      const found = rooms()
        .filter((room) => roomId === null || room.id === roomId)
        .flatMap((room) => entriesOf(room.id).flatMap((one) => hitOf(room, one, words)))
        .sort((one, other) => other.message.time - one.message.time)
      const from = next ?? 0
      const hits = found.slice(from, from + SEARCH_HITS)
      const rest = from + SEARCH_HITS < found.length ? from + SEARCH_HITS : null
      return ok({ hits, next: rest, partial: false })
    },
    exportRoom: async ({ roomId, format }) => {
      const ending = { text: 'txt', markdown: 'md', json: 'json' }[format]
      const room = rooms().find((one) => one.id === roomId)
      return ok({ file: `/home/ann/Documents/${room?.name}.${ending}`, messages: room?.last ?? 0 })
    },
  } satisfies Partial<TincanApi>
}

type Where = Parameters<TincanApi['history']>[0]['where']

function pageOf(all: readonly Entry[], last: number, where: Where, limit: number): HistoryPage {
  let from = 0
  let to = all.length
  if ('before' in where) {
    to = all.filter((one) => one.at < where.before).length
    from = Math.max(0, to - limit)
  } else if ('after' in where) {
    from = all.findIndex((one) => one.at > where.after)
    to = Math.min(all.length, from + limit)
  } else {
    const middle = all.findIndex((one) => one.at === where.around)
    from = Math.max(0, middle - Math.floor(limit / 2))
    to = Math.min(all.length, from + limit)
  }
  // Not every event has a row: a page goes on to the next one that has.
  const [before, behind] = [all[from - 1], all[to]]
  return {
    from: before === undefined ? Math.ceil(all[0]?.at ?? last + 1) : Math.floor(before.at) + 1,
    to: behind === undefined ? last : Math.ceil(behind.at) - 1,
    entries: all.slice(from, to),
    older: from > 0,
    newer: to < all.length,
  }
}

function hitOf(room: RoomSnapshot, entry: Entry, words: readonly string[]): SearchHit[] {
  if (entry.kind !== 'message' || words.length === 0) return []
  const text = entry.text.toLowerCase()
  if (!words.every((word) => text.includes(word))) return []
  const word = words[0] ?? ''
  const at = text.indexOf(word)
  const begin = Math.max(0, at - 40)
  const end = at + word.length
  const pieces = [
    { text: `${begin > 0 ? '…' : ''}${entry.text.slice(begin, at)}`, hit: false },
    { text: entry.text.slice(at, end), hit: true },
    { text: entry.text.slice(end, end + 120), hit: false },
  ]
  return [{ roomId: room.id, room: room.name, message: entry, pieces }]
}
