/**
 * One of the program's streams, a line at a time. What the other side does not take waits up to
 * a limit; beyond it lines are left out, and their number is said once there is room again. A
 * stream that has failed takes nothing more.
 */
import type { Writable } from 'node:stream'
import { OUTPUT_BYTES } from '../../shared/domain/limits.ts'

/** One for each stream, which it does not end. Lines go out whole, in the order of the calls. */
export class LineWriter {
  readonly #stream: Writable
  readonly #tell: (omitted: number) => string
  #omitted = 0
  #failed = false
  #waiting: (() => void)[] = []

  /**
   * @param tell the line that says how many were left out
   * @param onFailed once, with the system's word for why; after that nothing is written
   */
  constructor(
    stream: Writable,
    tell: (omitted: number) => string,
    onFailed: (cause: string) => void,
  ) {
    this.#stream = stream
    this.#tell = tell
    stream.on('drain', () => this.#drained())
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#failed) return
      this.#failed = true
      this.#wake()
      onFailed(error.code ?? error.message)
    })
  }

  /** For good: nothing is written after it. */
  get failed(): boolean {
    return this.#failed
  }

  /** So much waits already that the next line would be left out. */
  get full(): boolean {
    return !this.#failed && this.#stream.writableLength >= OUTPUT_BYTES
  }

  /**
   * Does not wait: a line that finds no room is left out and counted.
   * @param line without its newline
   */
  write(line: string): void {
    if (this.#failed) return
    if (this.full) this.omit(1)
    else this.#stream.write(`${line}\n`)
  }

  /** So many lines are missing here; said when there is room. */
  omit(lines: number): void {
    this.#omitted += lines
    if (!this.full) this.#confess()
  }

  /** Resolves when there is room, or the stream has failed. */
  async room(): Promise<void> {
    if (this.full) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Resolves when all has been taken, or the stream has failed. */
  async taken(): Promise<void> {
    if (!this.#failed) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()))
  }

  #drained(): void {
    this.#confess()
    this.#wake()
  }

  #confess(): void {
    const omitted = this.#omitted
    this.#omitted = 0
    if (omitted > 0) this.write(this.#tell(omitted))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
