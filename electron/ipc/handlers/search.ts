/** Finding what was said, in one room or in all. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import { searchRooms } from '../../core/rooms/search-rooms.ts'
import type { Services } from '../services.ts'

/** Throws as {@link searchRooms} does. */
export function searchHandlers({ rooms, store }: Services) {
  return {
    search: ({ text, roomId, next }) => searchRooms(rooms, store, text, roomId, next),
  } satisfies Partial<LateHandlers>
}
