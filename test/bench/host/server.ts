/** A server that is measured: a process, on one processor alone where the system can do that. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../support/terminal.ts'
import type { Wire } from './crowd.ts'

const UP_MS = 20_000

/** Servers on the first processor, members on the second. */
export const PINNED =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0

/** Starts Node on one processor, or on whichever where it cannot be chosen. */
export function nodeOn(processor: number, args: readonly string[]): ChildProcess {
  const command = [process.execPath, ...args]
  const [file = '', ...rest] = PINNED ? ['taskset', '-c', `${processor}`, ...command] : command
  return spawn(file, rest, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
}

export class Server implements AsyncDisposable {
  readonly wire: Wire
  readonly port: number
  readonly #process: ChildProcess
  readonly #folder: string

  private constructor(wire: Wire, port: number, process: ChildProcess, folder: string) {
    this.wire = wire
    this.port = port
    this.#process = process
    this.#folder = folder
    // Nobody reads what it prints; it prints all the same.
    process.stdout?.resume()
  }

  static async start(wire: Wire): Promise<Server> {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'tincan-bench-'))
    const server = new Server(wire, port, nodeOn(0, argsOf(wire, port, folder)), folder)
    const begun = performance.now()
    while (!(await answers(port))) {
      if (performance.now() - begun > UP_MS) throw new Error(`${wire} does not listen`)
      await sleep(20)
    }
    return server
  }

  /** KiB of memory: now, and the most so far; NaN where the system does not say. */
  get memory(): { readonly now: number; readonly most: number } {
    const file = `/proc/${this.#process.pid}/status`
    if (!existsSync(file)) return { now: Number.NaN, most: Number.NaN }
    const status = readFileSync(file, 'utf8')
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
    return { now: of('VmRSS'), most: of('VmHWM') }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    const killing = setTimeout(() => this.#process.kill('SIGKILL'), UP_MS)
    await ended
    clearTimeout(killing)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function argsOf(wire: Wire, port: number, folder: string): string[] {
  const here = import.meta.dirname
  if (wire === 'relay') return [join(here, 'relay.ts'), `${port}`]
  if (wire === 'ws') return [join(here, 'ws-server.ts'), `${port}`]
  return [
    ...[
      'build/run.mjs',
      'electron/headless.ts',
      'host',
      '--json',
      '--name',
      'Ann',
      '--room',
      'Lab',
    ],
    ...['--address', '127.0.0.1', '--port', `${port}`, '--per-address', 'all'],
    ...['--data', join(folder, 'data'), '--identity', join(folder, 'ann.key')],
  ]
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  const outcome = new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
  })
  return outcome.finally(() => socket.destroy())
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
