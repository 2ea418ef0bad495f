/** How others find their way into a hosted room: its links, and its password to be told. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Services } from '../services.ts'

/**
 * Both throw room_unknown where there is no such room; `invite` does too when it is not hosted
 * here, of which `roomPassword` answers null.
 */
export function inviteHandlers({ rooms, passwords }: Services) {
  return {
    roomPassword: async ({ roomId }) => {
      const { hosted, log } = rooms.get(roomId)
      const kept = hosted === null || log === null ? null : await passwords.of(log.roomId)
      // What was kept may be an earlier one: a full disk, or a kill, between the two.
      const good = kept !== null && (await hosted?.room.isPassword(kept)) === true
      return { password: good ? kept : null }
    },
    invite: async ({ roomId, kind }) => {
      const { hosted } = rooms.get(roomId)
      if (hosted === null) throw new AppError('room_unknown')
      return { link: kind === 'open' ? hosted.link : await hosted.invite(kind) }
    },
  } satisfies Partial<LateHandlers>
}
