/** The window's one store, and how the main process is asked. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Envelope, TincanApi } from '../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import { type CommonState, commonState, type State } from './state.ts'

const ACTIVE_KEY = 'tincan.active'

export type TincanStore = StoreApi<State>

export interface Surroundings {
  readonly api: TincanApi
}

/** @param slices what each feature begins with */
export function createTincanStore(
  storage: Storage,
  slices: Omit<State, keyof CommonState>,
): TincanStore {
  const view = { ...commonState.view, active: storage.getItem(ACTIVE_KEY) }
  const store = createStore<State>(() => ({ ...commonState, view, ...slices }))
  store.subscribe((state, before) => {
    const { active } = state.view
    if (active !== before.view.active && active !== null) storage.setItem(ACTIVE_KEY, active)
  })
  return store
}

/** An answer as an envelope whatever happens: a verb that rejects (main is gone) is `internal`. */
export async function settle<T>(answer: Promise<Envelope<T>>): Promise<Envelope<T>> {
  try {
    return await answer
  } catch (thrown) {
    // Loaded when needed, which is hardly ever: it brings the parsers along that the window needs not.
    const { errorValue } = await import('../../shared/domain/errors.ts')
    const cause = thrown instanceof Error ? thrown.message : 'the window lost touch'
    return { ok: false, error: errorValue('internal', { cause }) }
  }
}

/** Shows a failure that has no place of its own, each kind once. */
export function showTrouble(store: TincanStore, error: ErrorValue): void {
  const { troubles } = store.getState()
  store.setState({ troubles: [...troubles.filter((one) => one.code !== error.code), error] })
}

/** For requests whose only news is such a failure: the answer, or undefined. */
export type Ask = <T>(answer: Promise<Envelope<T>>) => Promise<T | undefined>

export function createAsk(store: TincanStore): Ask {
  return async (answer) => {
    const settled = await settle(answer)
    if (settled.ok) return settled.value
    showTrouble(store, settled.error)
    return undefined
  }
}
