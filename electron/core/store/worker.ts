/**
 * The thread of the database: waiting for the disk, searching and exporting keep nobody else
 * waiting. It opens a file when it is told to, does what it is asked for, fills the search index
 * in between, and ends when its port is closed.
 */
import { parentPort } from 'node:worker_threads'
import { type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { INDEX_PAUSE_MS, INDEX_REST, INDEX_TRY_MS } from '../../../shared/domain/limits.ts'
import { ask, type EngineMethod } from './engine.ts'
import { openFile } from './recovery.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** What the thread is asked for. */
export type WorkerRequest =
  | { readonly id: number; readonly method: 'open'; readonly path: string }
  | { readonly id: number; readonly method: EngineMethod; readonly args: readonly unknown[] }

/** What it answers; to `open`, first how far it has come. */
export type WorkerReply =
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorValue }

let sqlite: SqliteStore | undefined

async function answer(request: WorkerRequest): Promise<unknown> {
  if (request.method === 'open') {
    const { id } = request
    const onProgress = (progress: number) =>
      parentPort?.postMessage({ id, progress } satisfies WorkerReply)
    const opened = openFile(request.path, onProgress)
    sqlite = opened.sqlite
    tend(sqlite)
    return { damage: opened.damage, mended: opened.mended }
  }
  if (sqlite === undefined) throw new Error('the store is not open')
  try {
    return await ask(sqlite, request.method, request.args as Parameters<SqliteStore[EngineMethod]>)
  } finally {
    // Something was withdrawn just now, or the index was found to be damaged. Who asked waits for
    // none of it.
    if (request.method !== 'close' && !tending && sqlite.needsTending()) {
      tending = true
      setTimeout(tend, INDEX_PAUSE_MS, sqlite)
    }
  }
}

let tending = false
/** Somebody has asked for something since the last step of the background. */
let asked = false

/** A step after the other; in the pauses, which are long while somebody asks, that is answered. */
function tend(what: SqliteStore): void {
  const begun = performance.now()
  const rest = asked ? INDEX_REST : 0
  asked = false
  try {
    tending = what.tend()
    const took = performance.now() - begun
    if (tending) setTimeout(tend, Math.max(INDEX_PAUSE_MS, rest * took), what)
  } catch {
    // The disk is full or gone; what is damaged is marked, and set aside at the next start.
    tending = true
    setTimeout(tend, INDEX_TRY_MS, what)
  }
}

parentPort?.on('message', async (request: WorkerRequest) => {
  const { id } = request
  asked = true
  const reply: WorkerReply = await answer(request).then(
    (value) => ({ id, ok: true, value }),
    (error: unknown) => ({ id, ok: false, error: toErrorValue(error) }),
  )
  parentPort?.postMessage(reply)
})
