/** What a person does in a room, put together: its words, its history, the room as a whole, links. */
import type { Ask, Surroundings, TincanStore } from '../../store/store.ts'
import type { DraftKeeper } from './drafts.ts'
import { createHistoryActions } from './history-actions.ts'
import { createLinkActions } from './link-actions.ts'
import { createMessageActions } from './message-actions.ts'
import { createRoomActions } from './room-actions.ts'

interface Others {
  readonly ask: Ask
  readonly drafts: DraftKeeper
}

export function createChatActions(
  store: TincanStore,
  surroundings: Surroundings,
  { ask, drafts }: Others,
) {
  const rooms = createRoomActions(store, surroundings, { ask, drafts })
  const leave = rooms.askToLeave
  return {
    ...rooms,
    ...createHistoryActions(store, surroundings, { ask }),
    ...createMessageActions(store, surroundings, { ask, leave, drafts }),
    ...createLinkActions(store, surroundings, { ask }),
    /** Has what is typed kept at once: the window may go, or nobody looks at it any more. */
    flushDrafts: drafts.flush,
  }
}

export type ChatActions = ReturnType<typeof createChatActions>
