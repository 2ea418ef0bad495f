/** The host's acts, which the features of people and of a room's settings share. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import type { Services } from '../services.ts'

/**
 * Throws room_unknown where the room is not hosted here, and password_invalid. A password is kept
 * for its host to see again only once it holds.
 */
export function moderationHandlers({ rooms, keepPassword }: Services) {
  return {
    moderate: async ({ roomId, action }) => {
      await rooms.moderate(roomId, action)
      if (action.type === 'password') keepPassword(rooms.get(roomId), action.password)
    },
  } satisfies Partial<LateHandlers>
}
