/**
 * The bridge: puts one function for each verb of the contract on `window.tincan`, and nothing
 * else. Built into one CommonJS file that requires only `electron`, as the sandbox demands; so
 * only names and types come in here, never a schema.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { channel, PUSH_CHANNEL, verbs } from '../shared/contract/channels.ts'
import type { Push } from '../shared/contract/snapshot.ts'

type Call = (request?: unknown) => Promise<unknown>

const calls: Record<string, Call> = {}
for (const verb of verbs) {
  calls[verb] = (request) => ipcRenderer.invoke(channel(verb), request)
}

contextBridge.exposeInMainWorld('tincan', {
  ...calls,
  onPush: (listener: (push: Push) => void) => {
    // The event object stays here: it carries the sender, which no page should hold.
    const forward = (_event: IpcRendererEvent, push: Push) => listener(push)
    ipcRenderer.on(PUSH_CHANNEL, forward)
    return () => {
      ipcRenderer.removeListener(PUSH_CHANNEL, forward)
    }
  },
})
