/**
 * The store and the actions of the whole window: what each feature begins with, and what it lets
 * a person do. Each action asks the main process and puts the outcome where it is seen; what
 * becomes of rooms and messages is never guessed, it comes back as a push (follow.ts).
 */
import { type ChatActions, createChatActions } from './features/chat/chat-actions.ts'
import { type ChatSlice, chatSlice } from './features/chat/chat-slice.ts'
import { createDraftKeeper } from './features/chat/drafts.ts'
import { type ConnectActions, createConnectActions } from './features/connect/connect-actions.ts'
import { type ConnectSlice, connectSlice } from './features/connect/connect-slice.ts'
import { createInviteActions, type InviteActions } from './features/invite/invite-actions.ts'
import { createKeysActions, type KeysActions } from './features/keys/keys-actions.ts'
import { createPeopleActions, type PeopleActions } from './features/people/people-actions.ts'
import { createSearchActions, type SearchActions } from './features/search/search-actions.ts'
import { type SearchSlice, searchSlice } from './features/search/search-slice.ts'
import {
  createSettingsActions,
  type SettingsActions,
} from './features/settings/settings-actions.ts'
import { createStartActions, type StartActions } from './features/start/start-actions.ts'
import { type StartSlice, startSlice } from './features/start/start-slice.ts'
import {
  createAsk,
  createTincanStore,
  type Surroundings,
  settle,
  type TincanStore,
} from './store/store.ts'
import { type Actions, createWindowActions } from './store/window-actions.ts'

declare module './store/state.ts' {
  interface State extends ChatSlice, ConnectSlice, SearchSlice, StartSlice {}
}

declare module './store/window-actions.ts' {
  interface Actions
    extends ChatActions,
      ConnectActions,
      InviteActions,
      KeysActions,
      PeopleActions,
      SearchActions,
      SettingsActions,
      StartActions {}
}

export function createAppStore(storage: Storage): TincanStore {
  return createTincanStore(storage, {
    ...chatSlice,
    ...connectSlice,
    ...searchSlice,
    ...startSlice,
  })
}

export function createActions(store: TincanStore, surroundings: Surroundings): Actions {
  const { api } = surroundings
  const ask = createAsk(store)
  const drafts = createDraftKeeper((roomId, text) => void settle(api.draft({ roomId, text })))
  const window = createWindowActions(store, surroundings, { ask, leaving: drafts.flush })
  const chat = createChatActions(store, surroundings, { ask, drafts })
  return {
    ...window,
    ...chat,
    ...createConnectActions(store, surroundings, { ask, open: window.open }),
    ...createInviteActions(surroundings, { ask }),
    ...createKeysActions(store, surroundings),
    ...createPeopleActions(store, surroundings, { ask }),
    ...createSearchActions(store, surroundings, { jump: chat.jump }),
    ...createSettingsActions(store, surroundings),
    ...createStartActions(surroundings, { ask }),
  }
}
