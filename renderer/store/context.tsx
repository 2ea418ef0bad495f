/** Hands store and actions to the components, without a singleton that acts on import. */
import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import type { State } from './state.ts'
import type { TincanStore } from './store.ts'
import type { Actions } from './window-actions.ts'

interface Provided {
  readonly store: TincanStore
  readonly actions: Actions
}

const StoreContext = createContext<Provided | null>(null)

export function StoreProvider({ children, ...provided }: Provided & { children: ReactNode }) {
  return <StoreContext value={provided}>{children}</StoreContext>
}

function useProvided(): Provided {
  const provided = useContext(StoreContext)
  if (provided === null) throw new Error('StoreProvider is missing')
  return provided
}

/** A part of the state. The selector returns something that stays the same while it is the same. */
export function useTincan<T>(select: (state: State) => T): T {
  return useStore(useProvided().store, select)
}

export function useActions(): Actions {
  return useProvided().actions
}
