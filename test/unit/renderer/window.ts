/** The window's store and actions over an api of which a test answers what it is about. */
import { createActions, createAppStore } from '../../../renderer/app-store.ts'
import { follow } from '../../../renderer/follow.ts'
import type { Envelope, TincanApi } from '../../../shared/contract/ipc.ts'
import type { Change, Push, Snapshot } from '../../../shared/contract/snapshot.ts'

type Calls = readonly { readonly verb: string; readonly request: unknown }[]

export const ok = <T>(value: T): Envelope<T> => ({ ok: true, value })

const noStorage = { getItem: () => null, setItem: () => {} } as unknown as Storage

/** A window that shows `start`. Verbs that are not in `answers` succeed with nothing. */
export async function openWindow(start: Snapshot, answers: Partial<TincanApi> = {}) {
  const calls: { verb: string; request: unknown }[] = []
  let heard: (push: Push) => void = () => {}
  const api = new Proxy({} as TincanApi, {
    get: (_, verb: keyof TincanApi) => {
      if (verb === 'onPush') {
        return (listener: typeof heard) => {
          heard = listener
          return () => {}
        }
      }
      return async (request: never) => {
        calls.push({ verb, request })
        if (verb === 'starting') return ok({ step: 1, phase: 'ready' })
        if (verb === 'snapshot' && answers.snapshot === undefined) return ok(start)
        return (await answers[verb]?.(request)) ?? ok(undefined)
      }
    },
  })
  const store = createAppStore(noStorage)
  const actions = createActions(store, { api })
  follow(store, api)
  await settled()
  let { revision } = start
  const push = (...changes: Change[]) => {
    revision += 1
    heard({ revision, changes })
  }
  const of = (verb: string): Calls => calls.filter((call) => call.verb === verb)
  return { store, actions, push, calls, of }
}

/** All that promises have to say has been said. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
