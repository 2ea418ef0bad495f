/** Searching what is kept, as windows ask for it. */

import type { SearchAnswer, SearchHit } from '../../../shared/contract/snapshot.ts'
import { SEARCH_HITS } from '../../../shared/domain/limits.ts'
import { rowOf } from '../member/rules/rows.ts'
import type { Store } from '../store/store.ts'
import { roomIdOf } from './open-room.ts'
import type { Rooms } from './rooms.ts'

/**
 * Messages with all the words of `text`, the latest kept first.
 * @param roomId one room, or null for all
 * @param below where an earlier answer's `next` said to go on
 * @throws {AppError} room_unknown, storage_failed
 */
export async function searchRooms(
  rooms: Pick<Rooms, 'get' | 'find'>,
  store: Store,
  text: string,
  roomId: string | null,
  below: number | null,
): Promise<SearchAnswer> {
  const log = roomId === null ? null : (rooms.get(roomId).log?.id ?? null)
  // In this order: what comes into the index in between is found, and said to be missing.
  const before = await store.partial()
  const found = await store.search(text, log, below, SEARCH_HITS)
  // The search may have met damage in the index, which is then being made anew.
  const partial = before || (await store.partial())
  const hits = found.flatMap(({ log: id, event, pieces }): SearchHit[] => {
    // One that is being entered or deleted just now, or of which only this is left on a damaged
    // disk.
    const room = rooms.find(roomIdOf(id))
    if (room === undefined || room.log === null) return []
    const message = rowOf(room.log.ownKey, event)
    if (message.kind !== 'message') return []
    return [{ roomId: room.id, room: room.info.name, message, pieces }]
  })
  // What comes into the index later is older than what is found, and has a lower rank.
  const all = found.length < SEARCH_HITS && !partial
  const next = all ? null : (found.at(-1)?.rank ?? below)
  return { hits, next, partial }
}
