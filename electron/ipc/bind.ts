/**
 * Binds the window's contract to the main process: for every verb check the sender, parse the
 * argument, call the handler, answer in an envelope. A handler never sees a caller that is not
 * our window, nor an argument that its schema did not accept; and no call is ever answered by a
 * thrown error, which would lose its code on the way.
 */

import type { ZodError } from 'zod'
import { channel, PUSH_CHANNEL } from '../../shared/contract/channels.ts'
import { type Envelope, type Handlers, requests, type Verb } from '../../shared/contract/ipc.ts'
import type { Push } from '../../shared/contract/snapshot.ts'
import { AppError, type ErrorValue, errorValue, toErrorValue } from '../../shared/domain/errors.ts'
import type { Logger } from '../core/logger.ts'
import { type Caller, isOurWindow, type WindowPort } from './sender.ts'

/** The part of Electron's `ipcMain` that this file uses. */
export interface IpcPort {
  handle(channel: string, listener: (event: Caller, ...args: unknown[]) => Promise<unknown>): void
  removeHandler(channel: string): void
}

export interface Binding {
  readonly ipc: IpcPort
  readonly app: {
    readonly handlers: Handlers
    /** Calls `listener` for every push to windows; returns its unsubscribe. */
    onPush(listener: (push: Push) => void): () => void
  }
  readonly logger: Logger
  /** The windows that are open now. */
  readonly windows: () => readonly WindowPort[]
  /** Origin that our pages come from, such as `app://tincan`. */
  readonly origin: string
}

type AnyHandler = (request: unknown) => unknown

/** Binds everything; returns the function that takes it all back. */
export function bindIpc(binding: Binding): () => void {
  const { ipc, app } = binding
  const verbs = Object.keys(requests) as Verb[]
  for (const verb of verbs) {
    ipc.handle(channel(verb), (event, ...args) => answer(binding, verb, event, args))
  }
  const stopPushing = app.onPush((push) => pushToAll(binding, push))
  return () => {
    stopPushing()
    for (const verb of verbs) ipc.removeHandler(channel(verb))
  }
}

async function answer(
  binding: Binding,
  verb: Verb,
  event: Caller,
  args: readonly unknown[],
): Promise<Envelope<unknown>> {
  if (!isOurWindow(event, binding.windows(), binding.origin)) {
    const from = event.senderFrame?.url ?? 'a frame that is gone'
    return refuse(binding.logger, verb, `refused: called by ${from}`)
  }
  const request = requests[verb].request.safeParse(args[0])
  if (!request.success || args.length > 1) {
    return refuse(binding.logger, verb, `bad request: ${faults(request.error)}`)
  }
  try {
    return { ok: true, value: await handlerOf(binding.app.handlers, verb)(request.data) }
  } catch (thrown) {
    return { ok: false, error: describe(binding.logger, verb, thrown) }
  }
}

/**
 * The handler of a verb, taking what the verb's own schema has just returned. TypeScript cannot
 * follow that pairing through a union of verbs; the types of `Handlers` ensure it.
 */
function handlerOf(handlers: Handlers, verb: Verb): AnyHandler {
  return handlers[verb] as AnyHandler
}

function refuse(logger: Logger, verb: Verb, why: string): Envelope<never> {
  logger.warn(`ipc ${verb}: ${why}`)
  return { ok: false, error: errorValue('bad_request', { verb }) }
}

/** Where the request is wrong, without what was in it: no words of people go into the log file. */
function faults(error: ZodError | undefined): string {
  if (error === undefined) return 'too many arguments'
  return error.issues.map(({ path, code }) => `${path.join('.') || 'request'} ${code}`).join(', ')
}

function describe(logger: Logger, verb: Verb, thrown: unknown): ErrorValue {
  if (!(thrown instanceof AppError)) logger.error(`ipc ${verb} failed`, thrown)
  return toErrorValue(thrown)
}

/** A window that is closing or has crashed throws on send; the others still get theirs. */
function pushToAll({ windows, logger }: Binding, push: Push): void {
  for (const window of windows()) {
    try {
      if (!window.webContents.isDestroyed()) window.webContents.send(PUSH_CHANNEL, push)
    } catch (error) {
      logger.warn('a window did not take a push', error)
    }
  }
}
