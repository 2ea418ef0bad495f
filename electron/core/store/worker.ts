/**
 * The thread of the database: waiting for the disk, searching and exporting keep nobody else
 * waiting. It opens a file when it is told to, does what it is asked for, fills the search index
 * in between, and ends when its port is closed.
 */
import { parentPort } from 'node:worker_threads'
import { type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { ask, type EngineMethod } from './engine.ts'
import { openFile } from './recovery.ts'
import type { SqliteStore } from './sqlite-store.ts'
import { Tending } from './tending.ts'

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
let tending: Tending | undefined

async function answer(request: WorkerRequest): Promise<unknown> {
  if (request.method === 'open') {
    const { id } = request
    const onProgress = (progress: number) =>
      parentPort?.postMessage({ id, progress } satisfies WorkerReply)
    const opened = openFile(request.path, onProgress)
    sqlite = opened.sqlite
    tending = new Tending(sqlite)
    tending.begin()
    return { damage: opened.damage, mended: opened.mended }
  }
  if (sqlite === undefined) throw new Error('the store is not open')
  try {
    return await ask(sqlite, request.method, request.args as Parameters<SqliteStore[EngineMethod]>)
  } finally {
    tending?.asked()
  }
}

parentPort?.on('message', async (request: WorkerRequest) => {
  const { id } = request
  const reply: WorkerReply = await answer(request).then(
    (value) => ({ id, ok: true, value }),
    (error: unknown) => ({ id, ok: false, error: toErrorValue(error) }),
  )
  parentPort?.postMessage(reply)
})
