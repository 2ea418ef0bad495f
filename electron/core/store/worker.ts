/**
 * The thread of the database: waiting for the disk, searching and exporting keep nobody else
 * waiting. It opens a file when it is told to, does what it is asked for, fills the search index
 * in between, and ends when its port is closed.
 */
import { parentPort } from 'node:worker_threads'
import { type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { INDEX_PAUSE_MS, INDEX_RETRY_MS } from '../../../shared/domain/limits.ts'
import { ask, type Verb } from './engine.ts'
import { openFile } from './recovery.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** What the thread is asked for. */
export type Request =
  | { readonly id: number; readonly verb: 'open'; readonly path: string }
  | { readonly id: number; readonly verb: Verb; readonly args: readonly unknown[] }

/** What it answers. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorValue }

let core: SqliteStore | undefined

async function answer(request: Request): Promise<unknown> {
  if (request.verb === 'open') {
    const opened = openFile(request.path)
    core = opened.core
    fillIndex(core)
    return { damage: opened.damage, mended: opened.mended }
  }
  if (core === undefined) throw new Error('the store is not open')
  return await ask(core, request.verb, request.args as Parameters<SqliteStore[Verb]>)
}

/** A step after the other; in the pauses, whoever asks is answered. */
function fillIndex(into: SqliteStore): void {
  try {
    if (into.index()) setTimeout(fillIndex, INDEX_PAUSE_MS, into)
  } catch {
    // The disk is full or gone; what is damaged is marked, and set aside at the next start.
    setTimeout(fillIndex, INDEX_RETRY_MS, into)
  }
}

parentPort?.on('message', async (request: Request) => {
  const { id } = request
  const reply: Reply = await answer(request).then(
    (value) => ({ id, ok: true, value }),
    (error: unknown) => ({ id, ok: false, error: toErrorValue(error) }),
  )
  parentPort?.postMessage(reply)
})
