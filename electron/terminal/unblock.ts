/** Terminals that must not stop the program. */
import type { Writable } from 'node:stream'

/**
 * Node makes terminals blocking, so that one that was stopped (Ctrl+S, a stalled ssh) would stop
 * the whole program at its next line. This takes that back. Nobody else meets it: libuv has opened
 * the terminal anew for this process (`uv_tty_init`). Other streams stay as they are.
 */
export function unblock(stream: Writable): void {
  const { _handle: handle } = stream as unknown as TerminalStream
  if ('isTTY' in stream) handle?.setBlocking?.(false)
}

/** Of Node's own `tty.WriteStream`, whose constructor does the opposite in the same way. */
interface TerminalStream {
  readonly _handle?: { setBlocking?(blocking: boolean): void }
}
