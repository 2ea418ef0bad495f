/** `ipcMain.handle`, and the way of a call through it. */
import type { IpcMain } from 'electron'

export interface StandInFrame {
  readonly url: string
  readonly origin: string
  readonly parent: StandInFrame | null
}

export interface StandInInvokeEvent {
  readonly type: 'frame'
  readonly sender: unknown
  readonly senderFrame: StandInFrame
}

type Listener = (event: StandInInvokeEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, Listener>()

export const ipcMain = {
  handle: (channel: string, listener: Listener) => {
    if (handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, listener)
  },
  removeHandler: (channel: string) => {
    handlers.delete(channel)
  },
} satisfies Record<keyof Pick<IpcMain, 'handle' | 'removeHandler'>, unknown>

/** Calls a channel's handler, as `ipcRenderer.invoke` does. */
export async function invoke(
  channel: string,
  event: StandInInvokeEvent,
  args: readonly unknown[],
): Promise<unknown> {
  const handler = handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  return await handler(event, ...args)
}
