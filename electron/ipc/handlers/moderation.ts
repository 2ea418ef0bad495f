/** What only a host does: who may come in, and by which word or link. */
import type { CoreHandlers } from '../../../shared/contract/ipc.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { newPassphrase } from '../../core/auth/passphrase.ts'
import type { Services } from '../services.ts'

export function moderationHandlers({ rooms, passwords, keepPassword }: Services) {
  return {
    newPassword: () => ({ password: newPassphrase() }),
    moderate: async ({ roomId, action }) => {
      await rooms.moderate(roomId, action)
      if (action.type === 'password') keepPassword(rooms.get(roomId), action.password)
    },
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
  } satisfies Partial<CoreHandlers>
}
