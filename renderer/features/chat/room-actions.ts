/** What a person does with a room as a whole: leave, save it, delete it. */
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import type { Confirmation, State } from '../../store/state.ts'
import { type Ask, type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { roomOf } from '../../store/view.ts'
import type { DraftKeeper } from './drafts.ts'

interface Others {
  readonly ask: Ask
  readonly drafts: DraftKeeper
}

export function createRoomActions(
  store: TincanStore,
  { api }: Surroundings,
  { ask, drafts }: Others,
) {
  const get = () => store.getState()
  const set = (change: Partial<State>) => store.setState(change)

  /** A question that lies open has its answer. */
  const answered = (kind: Confirmation['kind']) => {
    if (get().dialog?.kind === kind) set({ dialog: null })
  }

  const leave = (roomId: string) => {
    answered('close')
    void ask(api.leave({ roomId }))
  }

  return {
    /** Leaves; a hosted room first asks, since it closes for everybody. */
    askToLeave: (roomId: string) => {
      const info = roomOf(get().view, roomId)?.info
      if (info === undefined || info.connection.phase === 'ended') return
      if (info.hosting !== null) set({ dialog: { kind: 'close', roomId } })
      else leave(roomId)
    },
    leave,

    askToDelete: (roomId: string) => set({ dialog: { kind: 'delete', roomId } }),
    deleteRoom: (roomId: string) => {
      const { [roomId]: _, ...others } = get().drafts
      drafts.drop(roomId)
      answered('delete')
      set({ drafts: others })
      void ask(api.deleteRoom({ roomId }))
    },

    openExport: (roomId: string) => set({ dialog: { kind: 'export', roomId } }),
    exportRoom: (roomId: string, format: VerbRequest<'exportRoom'>['format']) =>
      settle(api.exportRoom({ roomId, format })),
  }
}
