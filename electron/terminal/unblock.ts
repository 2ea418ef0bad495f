/** Terminals that must not stop the program. */
import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'

/**
 * Node makes terminals blocking, so that one that was stopped (Ctrl+S, a stalled ssh) would stop
 * the whole program at its next line. Answers with a stream to the same terminal that does not.
 * Other streams stay as they are.
 */
export function unblocked(stream: WriteStream, fd: 1 | 2): Writable {
  if (!stream.isTTY) return stream
  if (process.platform === 'linux' && !opensAnew(fd)) return throughPipe(fd)
  // Nobody else meets it: libuv has opened the terminal anew for this process (`uv_tty_init`).
  const { _handle: handle } = stream as unknown as TerminalStream
  handle?.setBlocking?.(false)
  return stream
}

/** Of Node's own `tty.WriteStream`, whose constructor does the opposite in the same way. */
interface TerminalStream {
  readonly _handle?: { setBlocking?(blocking: boolean): void }
}

/**
 * Not when the terminal is another user's, as after `su`: then libuv blocks, whatever it is told.
 */
function opensAnew(fd: number): boolean {
  try {
    closeSync(openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NOCTTY))
    return true
  } catch {
    return false
  }
}

/**
 * A program that blocks in our place. It ends when it has written all; out of our process group,
 * so that Ctrl+C does not take our last lines away.
 */
function throughPipe(fd: number): Writable {
  const cat = spawn('cat', { stdio: ['pipe', fd, 'ignore'], detached: true })
  const { stdin } = cat
  if (stdin === null) throw new Error('its input is a pipe')
  cat.unref()
  cat.on('error', (error) => stdin.destroy(error))
  return stdin
}
