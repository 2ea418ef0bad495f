/**
 * Who may call: the main frame of one of our own windows, showing our own page. Everything else
 * (an inner frame, a page that came from elsewhere, a frame that is gone) may not.
 */

/** The frame a call comes from, as Electron describes it. */
export interface CallerFrame {
  readonly url: string
  readonly origin: string
  readonly parent: unknown
}

/** The part of Electron's `IpcMainInvokeEvent` that is looked at. */
export interface Caller {
  readonly sender: unknown
  readonly senderFrame: CallerFrame | null
}

/** The part of a `BrowserWindow` that IPC needs. */
export interface WindowPort {
  readonly webContents: {
    send(channel: string, value: unknown): void
    isDestroyed(): boolean
  }
}

/** Whether a call comes from the main frame of one of `windows`, showing a page of `origin`. */
export function isOurWindow(
  caller: Caller,
  windows: readonly WindowPort[],
  origin: string,
): boolean {
  const frame = caller.senderFrame
  if (frame === null || frame.parent !== null) return false
  if (frame.origin !== origin) return false
  return windows.some((window) => window.webContents === caller.sender)
}
