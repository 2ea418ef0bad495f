/**
 * A store core that is asked and answers later: in this thread, or (worker-client.ts) in its own.
 */
import type { SqliteStore } from './sqlite-store.ts'

/** What a core can be asked for. */
export type EngineMethod = keyof SqliteStore

/** What it answers. */
export type Answer<V extends EngineMethod> = Awaited<ReturnType<SqliteStore[V]>>

export interface Engine {
  /** Calls are carried out in the order in which they are made. Rejects with an AppError. */
  call<V extends EngineMethod>(method: V, ...args: Parameters<SqliteStore[V]>): Promise<Answer<V>>
}

/** Calls a core by the name of what is asked. */
export async function ask<V extends EngineMethod>(
  core: SqliteStore,
  method: V,
  args: Parameters<SqliteStore[V]>,
): Promise<Answer<V>> {
  // TypeScript does not see that the arguments belong to the very same method.
  const act = core[method] as (...args: Parameters<SqliteStore[V]>) => ReturnType<SqliteStore[V]>
  return await act.apply(core, args)
}

/** A core in this thread: for what is in memory, and for tests. */
export function inlineEngine(core: SqliteStore): Engine {
  return { call: (method, ...args) => ask(core, method, args) }
}
