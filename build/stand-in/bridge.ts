/**
 * The page's end: what a sandboxed preload can `require`, and the wires behind it. `bridge` runs
 * in the page, before anything else there, and so must stand on its own: no imports, nothing
 * from outside its braces. It leaves nothing behind that a page would find by listing.
 */
import type { Delivery } from './messages.ts'

/** Names in the page of the wire to the screen and of the way back. */
export const CALL_BINDING = '__standInCall'
export const DELIVER = '__standInDeliver'

export type BridgeCall =
  | { readonly call: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly open: string }

type Preload = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
) => void

/** The script for `addInitScript`: the preload, given its `require`. */
export function initScript(preload: string): string {
  const names = JSON.stringify([CALL_BINDING, DELIVER])
  // The source goes in as source: the page's policy forbids to evaluate a string, rightly.
  return `(${bridge.toString()})(${names}, (require, module, exports) => {\n${preload}\n})`
}

function bridge(names: readonly [string, string], preload: Preload): void {
  const [callName, deliverName] = names
  const page = window as unknown as Record<string, unknown>
  const call = page[callName] as ((call: BridgeCall) => Promise<void>) | undefined
  delete page[callName]
  // As in Electron, the preload is for the main frame.
  if (call === undefined || window.top !== window) return

  type Listener = (event: object, ...args: unknown[]) => void
  const listeners = new Map<string, Set<Listener>>()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0

  const deliver = (deliveries: readonly Delivery[]) => {
    for (const delivery of deliveries) {
      if ('channel' in delivery) {
        for (const listener of listeners.get(delivery.channel) ?? []) {
          // One listener that throws must not keep the next delivery from its page.
          try {
            listener({}, ...delivery.args)
          } catch (error) {
            reportError(error)
          }
        }
        continue
      }
      const caller = waiting.get(delivery.call)
      waiting.delete(delivery.call)
      if ('thrown' in delivery) caller?.reject(new Error(delivery.thrown))
      else caller?.resolve(delivery.value)
    }
  }
  Object.defineProperty(window, deliverName, { value: deliver })

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => {
      calls += 1
      const number = calls
      const answer = Promise.withResolvers<unknown>()
      waiting.set(number, answer)
      // Cloned here, so that what Electron could not send is refused as Electron refuses it.
      call({ call: number, channel, args: structuredClone(args) }).catch(answer.reject)
      return answer.promise
    },
    on: (channel: string, listener: Listener) => {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
    },
    removeListener: (channel: string, listener: Listener) => {
      listeners.get(channel)?.delete(listener)
    },
  }

  /** What crosses to the page's world is a copy; functions cross as functions. */
  const cross = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const inner = value as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        const result = inner(...args.map(cross))
        return result instanceof Promise ? result.then(cross) : cross(result)
      }
    }
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    if (!entries.some(([, inner]) => typeof inner === 'function')) return structuredClone(value)
    return Object.freeze(Object.fromEntries(entries.map(([name, inner]) => [name, cross(inner)])))
  }

  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      if (name in window)
        throw new Error(`Cannot bind an API on top of an existing property: ${name}`)
      Object.defineProperty(window, name, { value: cross(api), enumerable: true })
    },
  }

  // A denied window.open gives null in Electron; the app hears of it and decides.
  window.open = (url) => {
    void call({ open: new URL(String(url ?? 'about:blank'), location.href).href })
    return null
  }

  const module = { exports: {} }
  preload(
    (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer }
      throw new Error(`module not found: ${name}`)
    },
    module,
    module.exports,
  )
}
