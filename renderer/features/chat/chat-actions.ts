/** What a person does in a room, put together: its words, its history, the room as a whole, links. */
import type { Attempt, Surroundings, TincanStore } from '../../store/store.ts'
import type { DraftKeeper } from './drafts.ts'
import { createHistoryActions } from './history-actions.ts'
import { createLinkActions } from './link-actions.ts'
import { createMessageActions } from './message-actions.ts'
import { createRoomActions } from './room-actions.ts'

interface Others {
  readonly attempt: Attempt
  readonly drafts: DraftKeeper
}

export function createChatActions(
  store: TincanStore,
  surroundings: Surroundings,
  { attempt, drafts }: Others,
) {
  const rooms = createRoomActions(store, surroundings, { attempt, drafts })
  const leave = rooms.askToLeave
  return {
    ...rooms,
    ...createHistoryActions(store, surroundings, { attempt }),
    ...createMessageActions(store, surroundings, { attempt, leave, drafts }),
    ...createLinkActions(store, surroundings, { attempt }),
    /** Has what is typed kept at once: the window may go, or nobody looks at it any more. */
    flushDrafts: drafts.flush,
  }
}

export type ChatActions = ReturnType<typeof createChatActions>
