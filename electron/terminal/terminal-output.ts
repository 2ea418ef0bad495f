/**
 * What the program prints and where: events for standard output, in words or as JSON, and what
 * went wrong in words for standard error. Neither can hold the program up.
 */
import type { Writable } from 'node:stream'
import { LineWriter } from './line-writer.ts'
import { type TerminalEvent, toJson, toWords } from './output.ts'

export interface TerminalOutputOptions {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly json: boolean
  /** Nothing can be printed on standard output any more; `cause` is the system's word for why. */
  onClosed(cause: string): void
}

/** Ends neither stream. `onClosed` is called once at most. */
export class TerminalOutput {
  readonly #format: (event: TerminalEvent) => { readonly out?: string; readonly err?: string }
  readonly #out: LineWriter
  readonly #err: LineWriter

  constructor({ stdout, stderr, json, onClosed }: TerminalOutputOptions) {
    this.#format = json ? toJson : toWords
    const left = (omitted: number) => this.#format({ type: 'omitted', count: omitted }).out ?? ''
    this.#out = new LineWriter(stdout, left, onClosed)
    // With standard error gone as well there is nobody left to tell.
    const leftInWords = (count: number) => toWords({ type: 'omitted', count }).out ?? ''
    this.#err = new LineWriter(stderr, leftInWords, () => {})
  }

  /** So much waits to be taken that the next events would be left out. */
  get full(): boolean {
    return this.#out.full
  }

  /** Does not wait: what finds no room is left out and counted, see {@link LineWriter.write}. */
  print(event: TerminalEvent): void {
    const { out, err } = this.#format(event)
    if (out !== undefined) this.#out.write(out)
    if (err !== undefined) this.#err.write(err)
  }

  /** So many events were not even given to {@link print}. */
  omit(events: number): void {
    this.#out.omit(events)
  }

  /** Resolves when there is room again, or nothing can be printed any more. */
  room(): Promise<void> {
    return this.#out.room()
  }

  /** Resolves when everything has been taken, or cannot be. */
  async taken(): Promise<void> {
    await Promise.all([this.#out.taken(), this.#err.taken()])
  }
}
