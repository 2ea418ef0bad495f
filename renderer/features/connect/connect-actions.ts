/** What a person does to open a room or to come into one, for the first time or again. */
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { RecentRoom } from '../../../shared/domain/last-used.ts'
import type { State } from '../../store/state.ts'
import { type Ask, type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { roomOf } from '../../store/view.ts'
import { answered, attemptOver } from '../../store/view-changes.ts'

interface Others {
  readonly ask: Ask
  /** Brings a room to the front. */
  readonly open: (roomId: string) => void
}

export function createConnectActions(
  store: TincanStore,
  { api }: Surroundings,
  { ask, open }: Others,
) {
  const get = () => store.getState()
  const set = (change: Partial<State>) => store.setState(change)

  const join = async (address: string, name: string) => {
    const joining = { attemptId: crypto.randomUUID(), address, name }
    const known = new Set(get().view.rooms.map((room) => room.info.id))
    set({ joining, joinError: null })
    const answer = await settle(api.join(joining))
    set({ view: attemptOver(get().view, joining.attemptId) })
    if (get().joining?.attemptId !== joining.attemptId) return
    if (answer.ok) {
      const { roomId } = answer.value
      set({ joining: null, dialog: null })
      open(roomId)
      // What was said before one first came in is the past, and not new.
      if (!known.has(roomId)) set({ view: answered(get().view, roomId) })
    } else {
      // Who cancels knows it; the form is simply there again.
      set({ joining: null, joinError: answer.error.code === 'cancelled' ? null : answer.error })
    }
  }

  store.subscribe(({ view, rejoining, dialog, joinError }, before) => {
    const phase = roomOf(view, rejoining)?.info.connection.phase
    const back = phase === 'live' || phase === 'catching_up'
    const turned = dialog !== before.dialog
    // Who looks at the known hosts has read how the rejoin ended.
    if (back || (turned && dialog?.kind === 'hosts' && rejoining !== null)) set({ rejoining: null })
    if (turned && dialog?.kind !== 'join' && joinError !== null) set({ joinError: null })
  })

  return {
    openHost: async () => {
      const [options, fresh] = await Promise.all([ask(api.hostOptions()), ask(api.newPassword())])
      if (options === undefined) return
      set({ dialog: { kind: 'host', options, password: fresh?.password ?? '' } })
    },
    openJoin: (address = '') =>
      set({ dialog: { kind: 'join', address, name: get().view.name }, joinError: null }),
    /** One click on a recent room: the dialog opens with everything filled in, already calling. */
    joinRecent: (recent: RecentRoom) => {
      const name = recent.name === '' ? get().view.name : recent.name
      set({ dialog: { kind: 'join', address: recent.address, name } })
      if (name !== '') void join(recent.address, name)
    },
    /** Keeps what was typed for when the form opens again. */
    keepJoinForm: (address: string, name: string) => {
      if (get().dialog?.kind === 'join') set({ dialog: { kind: 'join', address, name } })
    },

    /** Hosts; answers with what is wrong, or null when the room is open. */
    host: async (form: VerbRequest<'host'>): Promise<ErrorValue | null> => {
      const answer = await settle(api.host(form))
      if (!answer.ok) return answer.error
      set({ dialog: null })
      open(answer.value.roomId)
      return null
    },
    newPassword: async () => (await ask(api.newPassword()))?.password,
    join,
    /** What was wrong is being changed. */
    mendJoin: () => set({ joinError: null }),
    cancelJoin: () => {
      const attemptId = get().joining?.attemptId
      if (attemptId !== undefined) void ask(api.cancelJoin({ attemptId }))
    },
    /** Answers what a join asked. Whether it was taken: if not, the question stands again. */
    answer: async (
      attemptId: string,
      answer: VerbRequest<'answer'>['answer'],
    ): Promise<boolean> => {
      const settled = await settle(api.answer({ attemptId, answer }))
      if (!settled.ok) set({ troubles: [...get().troubles, settled.error] })
      return settled.ok
    },
    forgetRecent: (address: string) => void ask(api.forgetRecent({ address })),

    rejoin: (roomId: string) => {
      set({ rejoining: roomId })
      void ask(api.rejoin({ roomId }))
    },
    /** The rejoin's outcome has been read. */
    endRejoin: () => set({ rejoining: null }),
    /** Does not wait for the time of the next try. */
    reconnectNow: (roomId: string) => void ask(api.reconnectNow({ roomId })),
  }
}

export type ConnectActions = ReturnType<typeof createConnectActions>
