/**
 * A store core in a thread of its own, asked by messages. The thread keeps the process alive only
 * while it owes an answer. Invariants: every call is answered, also when the thread dies.
 */

import { Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Logger } from '../logger.ts'
import type { Answer, Engine, EngineMethod } from './engine.ts'
import type { OnProgress, OpenedFile } from './recovery.ts'
import type { SqliteStore } from './sqlite-store.ts'
import type { WorkerReply, WorkerRequest } from './worker.ts'

interface Call {
  readonly resolve: (value: never) => void
  readonly reject: (error: AppError) => void
}

/** Its thread begins when it is made. `open` comes before every `call`, `end` after the last. */
export class WorkerClient implements Engine {
  readonly #worker: Worker
  readonly #logger: Logger
  readonly #calls = new Map<number, Call>()
  #lastId = 0
  #end: AppError | undefined
  #onProgress: OnProgress = () => {}

  constructor(logger: Logger, url = threadUrl()) {
    this.#logger = logger
    this.#worker = new Worker(url)
    this.#worker.unref()
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#died(error))
    this.#worker.on('exit', (code) => this.#died(new Error(`the thread ended with ${code}`)))
  }

  /**
   * Opens a file there. Rejects with what `openFile` throws, or storage_failed as {@link call}
   * does.
   */
  open(path: string, onProgress: OnProgress): Promise<Pick<OpenedFile, 'damage' | 'mended'>> {
    this.#onProgress = onProgress
    return this.#send((id) => ({ id, method: 'open', path }))
  }

  /** See {@link Engine.call}. Rejects with storage_failed once the thread has died or was ended. */
  call<V extends EngineMethod>(method: V, ...args: Parameters<SqliteStore[V]>): Promise<Answer<V>> {
    return this.#send((id) => ({ id, method, args }))
  }

  /** Ends the thread; nothing is asked of it any more. */
  async end(): Promise<void> {
    this.#end ??= new AppError('storage_failed', { cause: 'it is closed' })
    await this.#worker.terminate()
    this.#rejectAll(this.#end)
  }

  #send<T>(request: (id: number) => WorkerRequest): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      this.#worker.postMessage(request(this.#lastId))
      this.#calls.set(this.#lastId, { resolve, reject })
      this.#worker.ref()
    })
  }

  #settle(reply: WorkerReply): void {
    if ('progress' in reply) {
      this.#onProgress(reply.progress)
      return
    }
    const call = this.#calls.get(reply.id)
    this.#calls.delete(reply.id)
    if (this.#calls.size === 0) this.#worker.unref()
    if (reply.ok) call?.resolve(reply.value as never)
    else call?.reject(new AppError(reply.error.code, reply.error.details))
  }

  #died(error: Error): void {
    if (this.#end !== undefined) return
    this.#logger.error('the thread of the database died', error)
    this.#end = new AppError('storage_failed', { cause: error.message }, { cause: error })
    this.#rejectAll(this.#end)
  }

  #rejectAll(error: AppError): void {
    for (const { reject } of this.#calls.values()) reject(error)
    this.#calls.clear()
  }
}

/** From source Node strips the types; the built app has the thread beside this very file. */
function threadUrl(): URL {
  const file = import.meta.url.endsWith('.ts') ? 'worker.ts' : 'store-worker.js'
  return new URL(`./${file}`, import.meta.url)
}
