/** What is said in a room and what was, and the ways out of a room. */

import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import { lineOf } from '../../../shared/events/kinds.ts'
import type { OpenRoom } from '../../core/rooms/open-room.ts'
import { exportName } from '../../core/store/export-name.ts'
import type { Services } from '../services.ts'

/**
 * A verb with a room throws room_unknown where there is none. Besides, `say` throws as that of a
 * session, `exportRoom` export_failed, `openLink` link_refused, and what reads or writes messages
 * storage_failed or storage_full.
 */
export function chatHandlers({ rooms, store, desktop, logger, keepPassword }: Services) {
  const keepDraft = async (room: OpenRoom, text: string) => {
    room.draft = text
    if (room.log !== null) await store.draft(room.log.id, text)
  }
  return {
    say: ({ roomId, cid, text }) => {
      const room = rooms.get(roomId)
      room.session.say(cid, text)
      // Asked for in the same moment, so in the same transaction as the words themselves.
      void keepDraft(room, '').catch((error) => logger.warn('draft', error))
    },
    post: ({ roomId, cid, said }) => rooms.get(roomId).session.post(cid, said),
    resend: ({ roomId, cid }) => rooms.get(roomId).session.resend(cid),
    unqueue: ({ roomId, cid }) => {
      const said = rooms.get(roomId).session.unqueue(cid)
      return { text: said === undefined ? '' : (lineOf(said) ?? '') }
    },
    standing: ({ roomId, seq }) => rooms.get(roomId).session.log.standing(seq),
    read: ({ roomId, seq }) => rooms.read(rooms.get(roomId), seq),
    draft: ({ roomId, text }) => keepDraft(rooms.get(roomId), text),
    history: ({ roomId, where, limit }) => rooms.get(roomId).session.history(where, limit),
    exportRoom: async ({ roomId, format }) => {
      const { log: kept, info } = rooms.get(roomId)
      const file = kept === null ? null : await desktop.saveAs(exportName(info.name, format))
      if (kept === null || file === null) return { file: null, messages: 0 }
      return { file, messages: await store.export(kept.id, format, file) }
    },
    openLink: ({ url }) => desktop.openLink(url),
    leave: ({ roomId }) => rooms.get(roomId).leave(),
    deleteRoom: async ({ roomId }) => {
      const room = rooms.get(roomId)
      await rooms.delete(roomId)
      keepPassword(room, null)
    },
  } satisfies Partial<LateHandlers>
}
