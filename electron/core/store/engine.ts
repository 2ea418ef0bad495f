/**
 * The store over SQLite, asked and answering later: here, or (worker-client.ts) in its own thread.
 */
import type { SqliteStore } from './sqlite-store.ts'
import type { Tending } from './tending.ts'

/** What it can be asked for. */
export type EngineMethod = keyof SqliteStore

/** What it answers. */
export type Answer<V extends EngineMethod> = Awaited<ReturnType<SqliteStore[V]>>

export interface Engine {
  /** Calls are carried out in the order in which they are made. Rejects with an AppError. */
  call<V extends EngineMethod>(method: V, ...args: Parameters<SqliteStore[V]>): Promise<Answer<V>>
}

/** Calls a method by its name. */
export async function ask<V extends EngineMethod>(
  sqlite: SqliteStore,
  method: V,
  args: Parameters<SqliteStore[V]>,
): Promise<Answer<V>> {
  // TypeScript does not see that the arguments belong to the very same method.
  const act = sqlite[method] as (...args: Parameters<SqliteStore[V]>) => ReturnType<SqliteStore[V]>
  return await act.apply(sqlite, args)
}

/** In this thread: for what is in memory, and for tests. */
export function inlineEngine(sqlite: SqliteStore, tending?: Tending): Engine {
  return {
    call: (method, ...args) => ask(sqlite, method, args).finally(() => tending?.asked()),
  }
}
