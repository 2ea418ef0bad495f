/**
 * What a person can do with the window itself, and the interface of all that they can do: each feature
 * has actions of its own; renderer/app-store.ts declares that `Actions` extends them all.
 */
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Pane } from './pane.ts'
import type { State } from './state.ts'
import { type Ask, type Surroundings, settle, showTrouble, type TincanStore } from './store.ts'
import { listed } from './view.ts'
import { attended, followed, opened } from './view-changes.ts'

interface Others {
  readonly ask: Ask
  /** Another room comes to the front. */
  readonly leaving: () => void
}

export function createWindowActions(
  store: TincanStore,
  { api }: Surroundings,
  { ask, leaving }: Others,
) {
  const get = () => store.getState()
  const set = (change: Partial<State>) => store.setState(change)

  const open = (roomId: string) => {
    leaving()
    set({ view: opened(get().view, roomId), pane: 'chat', peopleOver: false })
  }

  return {
    closeDialog: () => {
      const { dialog } = get()
      set({ dialog: dialog?.kind === 'hosts' ? dialog.after : null })
    },
    dismissWarning: (code: string) => void ask(api.dismissWarning({ code })),
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
      else showTrouble(store, answer.error)
      return answer.ok
    },
  }
}

export interface Actions extends ReturnType<typeof createWindowActions> {}
