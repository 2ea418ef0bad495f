/** Tincan on a terminal as a child process, for tests: its lines as they come, and its end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { LineDecoder } from '../../electron/core/net/lines.ts'
import { LINE_BYTES } from '../../shared/domain/limits.ts'

export const root = join(import.meta.dirname, '../..')

export type JsonEvent = { event: string } & Record<string, unknown>

export class TerminalProcess implements AsyncDisposable {
  readonly child: ChildProcess
  readonly lines: string[] = []
  stderr = ''
  readonly #waiting = new Set<() => void>()
  readonly #ended: Promise<number | null>

  constructor(child: ChildProcess) {
    this.child = child
    // Not readline: it takes U+2028 for the end of a line, which JSON does not.
    const decoder = new LineDecoder(4 * LINE_BYTES)
    child.stdout?.on('data', (chunk: Buffer) => {
      this.lines.push(...decoder.push(chunk))
      for (const check of this.#waiting) check()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
      for (const check of this.#waiting) check()
    })
    child.stdin?.on('error', () => {})
    this.#ended = once(child, 'close').then(([code]) => {
      for (const check of this.#waiting) check()
      return code as number | null
    })
  }

  /** Exit code; null when it was killed by a signal. */
  get exit(): Promise<number | null> {
    return this.#ended
  }

  get events(): JsonEvent[] {
    return this.lines.map((line) => JSON.parse(line) as JsonEvent)
  }

  of(event: string): JsonEvent[] {
    return this.events.filter((one) => one.event === event)
  }

  type(...lines: (string | object)[]): void {
    for (const line of lines)
      this.child.stdin?.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }

  /** Resolves when `holds` does, asked at all that is printed; rejects when the process ends without it. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      const gone = this.#ended.then(() => 'gone' as const)
      const next = new Promise<'line'>((resolve) => {
        const check = () => {
          this.#waiting.delete(check)
          resolve('line')
        }
        this.#waiting.add(check)
      })
      if ((await Promise.race([gone, next])) === 'gone' && !holds()) {
        throw new Error(`ended before that: ${this.lines.join('\n')}\n${this.stderr}`)
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.#ended
  }
}

/** Node's options for a process that does not take a busy machine for a lost connection. */
export const PATIENT = ['--import', join(import.meta.dirname, 'patient.ts')]

/** `node electron/headless.ts …`, its three streams piped. */
export function runTincan(...args: string[]): TerminalProcess {
  return run(...PATIENT, 'electron/headless.ts', ...args)
}

/** The same with Tincan's own limits, for a test that waits until one is over. */
export function runTincanAsItIs(...args: string[]): TerminalProcess {
  return run('electron/headless.ts', ...args)
}

function run(...args: string[]): TerminalProcess {
  return new TerminalProcess(spawn(process.execPath, args, { cwd: root, stdio: 'pipe' }))
}

export type HostProcess = TerminalProcess & {
  readonly address: string
  readonly invite: string
  readonly fingerprint: string
}

/** A host with `--json` on a free port; answers when it listens. */
export async function runHost(...args: string[]): Promise<HostProcess> {
  const host = runTincan(
    'host',
    '--address',
    '127.0.0.1',
    '--port',
    '0',
    '--name',
    'Ann',
    '--room',
    'Lab',
    '--json',
    ...args,
  )
  await host.until(() => host.lines.length > 0)
  const [first] = host.of('hosting')
  return Object.assign(host, {
    address: (first?.addresses as string[] | undefined)?.[0] ?? '',
    invite: String(first?.invite),
    fingerprint: String(first?.fingerprint),
  })
}

/** A member with `--json`, by an address or a link; answers when it has joined. */
export async function runJoin(
  address: string,
  name: string,
  ...args: string[]
): Promise<TerminalProcess> {
  const trust = address.startsWith('tincan:') ? [] : ['--trust-first-use']
  const member = runTincan('join', address, '--name', name, '--json', ...trust, ...args)
  await member.until(() => member.of('joined').length === 1)
  return member
}
