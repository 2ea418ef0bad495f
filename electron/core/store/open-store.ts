/**
 * Opens the store: in this thread when it is in memory, in a thread of its own when it is a file.
 */

import { resolve } from 'node:path'
import { AppError, type ErrorValue } from '../../../shared/domain/errors.ts'
import { COMMIT_MS, LOCK_MS, LOCK_TRY_MS } from '../../../shared/domain/limits.ts'
import { elapsed } from '../../../shared/domain/time.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { type Answer, type Engine, type EngineMethod, inlineEngine } from './engine.ts'
import { GroupCommit } from './group-commit.ts'
import { type OnProgress, openMemory } from './recovery.ts'
import type { SqliteStore } from './sqlite-store.ts'
import { type Store, type StoreWrites, WRITES } from './store.ts'
import { Tending } from './tending.ts'
import { WorkerClient } from './worker-client.ts'
import { type AppendedAt, appendedOf, type WriteName } from './writes.ts'

export interface StoreOptions {
  /** A file, made if absent together with its folder; or `:memory:`. */
  readonly path: string
  readonly clock: Clock
  readonly logger: Logger
  /** Hears how far an update of the file has come; not called when there is none. */
  readonly onProgress?: OnProgress
}

export interface OpenedStore {
  readonly store: Store
  /** The file was damaged and set aside; for the person to know. */
  readonly damage: ErrorValue | null
}

/**
 * Files that are open in this process. Here, and not at the second opening, such a file must be
 * refused: to look at it would be enough to lose its lock, which POSIX takes from the whole
 * process as soon as any of its handles of that file is closed.
 */
const openHere = new Set<string>()

/**
 * Opens the messages of a data folder.
 * @throws {AppError} storage_locked when somebody else has had them for LOCK_MS; storage_newer,
 *   storage_unreadable, storage_no_room, storage_full: then the file is as it was
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const { path, clock, logger, onProgress = () => {} } = options
  if (path === ':memory:') {
    const { sqlite } = openMemory()
    return { store: storeOver(inlineEngine(sqlite, new Tending(sqlite)), clock, 0), damage: null }
  }
  const file = resolve(path)
  const engine = new WorkerClient(logger)
  try {
    const { damage, mended } = await openUnlocked(() => openOnce(engine, file, onProgress), clock)
    if (damage !== null) logger.error(damage.message)
    for (const what of mended) logger.warn(`damaged in the messages, and mended: ${what}`)
    const end = async () => {
      await engine.end()
      openHere.delete(file)
    }
    return { store: storeOver(engine, clock, COMMIT_MS, end), damage }
  } catch (error) {
    await engine.end()
    throw error
  }
}

/**
 * The contract over an engine.
 * @param gatherMs how long a write waits for others; 0 for not at all
 * @param end what is left to do when the core is closed
 */
export function storeOver(
  engine: Engine,
  clock: Clock,
  gatherMs: number,
  end: () => Promise<void> = async () => {},
): Store {
  const grouped = new GroupCommit(engine, clock, gatherMs)
  let closing: Promise<void> | undefined
  const read = async <V extends EngineMethod>(
    method: V,
    ...args: Parameters<SqliteStore[V]>
  ): Promise<Answer<V>> => {
    if (closing !== undefined) throw closed()
    return engine.call(method, ...args)
  }
  /** Writes go through the group commit, everything else straight to the engine. */
  const write = async (name: WriteName, args: Parameters<StoreWrites[WriteName]>) => {
    if (closing !== undefined) throw closed()
    const value = await grouped.write(name, ...args)
    if (name === 'delete') await engine.call('compact')
    return value
  }
  const close = async () => {
    await grouped.drain()
    // A thread that has died has said so, and its file is closed.
    await engine.call('close').catch(() => {})
    await end()
  }
  type Args = Parameters<StoreWrites[WriteName]>
  const writes = Object.fromEntries(
    WRITES.map((name) => [name, (...args: Args) => write(name, args)]),
    // What each gives back, the engine's types say.
  ) as unknown as StoreWrites
  return {
    ...writes,
    append: async (log, said, floor) =>
      appendedOf(said, (await write('append', [log, said, floor])) as AppendedAt),
    logs: () => read('logs'),
    page: (...args) => read('page', ...args),
    rows: (...args) => read('rows', ...args),
    rowsFrom: (...args) => read('rowsFrom', ...args),
    standing: (...args) => read('standing', ...args),
    look: (...args) => read('look', ...args),
    unread: (...args) => read('unread', ...args),
    access: (...args) => read('access', ...args),
    outbox: (...args) => read('outbox', ...args),
    search: (...args) => read('search', ...args),
    partial: () => read('partial'),
    export: (...args) => read('export', ...args, clock.wall()),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** A Tincan that is just closing holds its lock for a moment longer. */
async function openUnlocked(
  open: () => ReturnType<WorkerClient['open']>,
  clock: Clock,
): ReturnType<WorkerClient['open']> {
  const begun = clock.monotonic()
  for (;;) {
    try {
      return await open()
    } catch (error) {
      const locked = error instanceof AppError && error.code === 'storage_locked'
      const waited = elapsed(begun, clock.monotonic())
      if (!locked || waited + LOCK_TRY_MS > LOCK_MS) throw error
      await new Promise<void>((resolve) => clock.after(LOCK_TRY_MS, resolve))
    }
  }
}

async function openOnce(
  engine: WorkerClient,
  file: string,
  onProgress: OnProgress,
): ReturnType<WorkerClient['open']> {
  if (openHere.has(file)) throw new AppError('storage_locked', { path: file })
  openHere.add(file)
  try {
    return await engine.open(file, onProgress)
  } catch (error) {
    openHere.delete(file)
    throw error
  }
}

const closed = () => new AppError('storage_failed', { cause: 'it is closed' })
