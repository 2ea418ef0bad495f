/**
 * What a person can do, as functions: each asks the main process and puts the outcome where it
 * is seen. What becomes of rooms and messages is never guessed here; it comes back as a push.
 */

import type { Envelope, Request } from '../shared/contract/ipc.ts'
import type { RecentRoom } from '../shared/contract/snapshot.ts'
import type { ErrorValue } from '../shared/domain/errors.ts'
import { createDraftKeeper } from './features/chat/drafts.ts'
import { createHistoryActions } from './features/chat/history-actions.ts'
import { createMessageActions } from './features/chat/message-actions.ts'
import { createRoomActions } from './features/chat/room-actions.ts'
import { createSecureActions } from './features/keys/keys-actions.ts'
import { createSearchActions } from './features/search/search-actions.ts'
import type { Pane } from './store/pane.ts'
import { answered, attemptOver, attended, followed, opened } from './store/reduce.ts'
import type { State } from './store/state.ts'
import { type Surroundings, settle, type TincanStore } from './store/store.ts'
import { listed } from './store/view.ts'

export function createActions(store: TincanStore, surroundings: Surroundings) {
  const { api } = surroundings
  const get = () => store.getState()
  const set = (change: Partial<State>) => store.setState(change)

  const trouble = (error: ErrorValue) =>
    set({ troubles: [...get().troubles.filter((one) => one.code !== error.code), error] })

  /** For requests whose only news is a failure that has no place of its own. */
  const attempt = async <T>(answer: Promise<Envelope<T>>): Promise<T | undefined> => {
    const settled = await settle(answer)
    if (settled.ok) return settled.value
    trouble(settled.error)
    return undefined
  }

  const drafts = createDraftKeeper((roomId, text) => void settle(api.draft({ roomId, text })))

  const open = (roomId: string) => {
    drafts.flush()
    set({ view: opened(get().view, roomId), pane: 'chat', peopleOver: false })
  }

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

  const rooms = createRoomActions(store, surroundings, { attempt, drafts })
  const history = createHistoryActions(store, surroundings, { attempt })

  return {
    ...createSecureActions(store, surroundings, { attempt }),
    ...rooms,
    ...history,
    ...createSearchActions(store, surroundings, history),
    ...createMessageActions(store, surroundings, { attempt, leave: rooms.askToLeave, drafts }),
    /** Has what is typed kept at once: the window may go, or nobody looks at it any more. */
    flushDrafts: drafts.flush,

    openHost: async () => {
      const [options, fresh] = await Promise.all([
        attempt(api.hostOptions()),
        attempt(api.newPassword()),
      ])
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
    closeDialog: () => {
      const { dialog } = get()
      set({ dialog: dialog?.kind === 'hosts' ? dialog.after : null, joinError: null })
    },

    /** Hosts; answers with what is wrong, or null when the room is open. */
    host: async (form: Request<'host'>): Promise<ErrorValue | null> => {
      const answer = await settle(api.host(form))
      if (!answer.ok) return answer.error
      set({ dialog: null })
      open(answer.value.roomId)
      return null
    },
    join,
    cancelJoin: () => {
      const attemptId = get().joining?.attemptId
      if (attemptId !== undefined) void attempt(api.cancelJoin({ attemptId }))
    },
    forgetRecent: (address: string) => void attempt(api.forgetRecent({ address })),
    dismissNotice: (code: string) => void attempt(api.dismissNotice({ code })),
    dismissTrouble: (error: ErrorValue) =>
      set({ troubles: get().troubles.filter((one) => one !== error) }),

    open,
    /** The room above or below in the list, around its ends. */
    openNext: (step: 1 | -1) => {
      const { open: now, past } = listed(get().view.rooms)
      const all = [...now, ...past]
      const at = all.findIndex((room) => room.info.id === get().view.active)
      const next = all.at((at + step) % all.length)
      if (next !== undefined) open(next.info.id)
    },
    show: (pane: Pane) => set({ pane }),
    togglePeople: (over: boolean) =>
      set(over ? { peopleOver: !get().peopleOver } : { peopleBeside: !get().peopleBeside }),
    attend: (attentive: boolean) => set({ view: attended(get().view, attentive) }),
    follow: (following: boolean) => set({ view: followed(get().view, following) }),

    /** Copies, and says so to ears; `said` instead of what is secret. Answers whether it worked. */
    copy: async (text: string, said = text): Promise<boolean> => {
      const answer = await settle(api.copy({ text }))
      if (answer.ok) set({ announcement: `Copied ${said}` })
      else trouble(answer.error)
      return answer.ok
    },
    askLink: (href: string, text: string) => set({ dialog: { kind: 'link', href, text } }),
    openLink: (url: string) => {
      set({ dialog: null })
      void attempt(api.openLink({ url }))
    },
  }
}

export type Actions = ReturnType<typeof createActions>
