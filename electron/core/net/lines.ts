/**
 * Bytes into lines and messages into bytes: UTF-8 lines that end in \n (JSON Lines). A line is
 * measured while it is read, so a peer can make us hold at most one line's limit of memory.
 */

import { wireJson } from '../../../shared/wire/json.ts'

/** Why a stream of lines cannot be read further. */
export class LineError extends Error {
  readonly reason: 'too_long' | 'not_utf8'

  constructor(reason: 'too_long' | 'not_utf8') {
    super(reason === 'too_long' ? 'a line is longer than its limit' : 'a line is not valid UTF-8')
    this.name = 'LineError'
    this.reason = reason
  }
}

const NEWLINE = 0x0a
const SMALLEST = 256

/** Turns chunks, however they are cut, into whole lines. One decoder a stream. */
export class LineDecoder {
  /** Longest line in bytes, its newline included. May be raised between two lines. */
  limit: number

  #unfinished = Buffer.alloc(0)
  #length = 0
  /** Inside a line that was too long: what is left of it is dropped. */
  #skipping = false
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  constructor(limit: number) {
    this.limit = limit
  }

  /**
   * Yields each line that `chunk` completes, without its newline.
   * @throws {LineError} when a line breaks the limit or is not UTF-8; the stream is then of no use
   */
  *push(chunk: Uint8Array): Generator<string, void, undefined> {
    for (const line of this.read(chunk)) {
      if (line instanceof LineError) throw line
      yield line
    }
  }

  /**
   * As {@link push}, but what is wrong with a line stands in its place, and the next ones follow.
   */
  *read(chunk: Uint8Array): Generator<string | LineError, void, undefined> {
    let start = 0
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start)
      const end = newline === -1 ? chunk.length : newline
      const part = chunk.subarray(start, end)
      start = end + 1
      if (this.#skipping) {
        this.#skipping = newline === -1
      } else if (this.#length + part.length + 1 > this.limit) {
        // An unfinished line still needs room for its newline.
        this.#length = 0
        this.#skipping = newline === -1
        yield new LineError('too_long')
      } else if (newline === -1) {
        this.#keep(part)
      } else {
        yield this.#line(part)
      }
    }
  }

  /** What came after the last newline, at the end of a stream whose last line may lack one. */
  rest(): string | LineError | undefined {
    if (this.#length === 0) return undefined
    return this.#line(new Uint8Array())
  }

  #line(rest: Uint8Array): string | LineError {
    if (this.#length === 0) return this.#decode(rest)
    this.#keep(rest)
    const line = this.#decode(this.#unfinished.subarray(0, this.#length))
    this.#length = 0
    // A long line is rare; its buffer must not stay with each of a thousand quiet connections.
    if (this.#unfinished.length > SMALLEST * 16) this.#unfinished = Buffer.alloc(0)
    return line
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#length + bytes.length
    if (size > this.#unfinished.length) {
      const grown = Buffer.allocUnsafe(Math.max(SMALLEST, size, this.#unfinished.length * 2))
      this.#unfinished.copy(grown, 0, 0, this.#length)
      this.#unfinished = grown
    }
    this.#unfinished.set(bytes, this.#length)
    this.#length = size
  }

  #decode(bytes: Uint8Array): string | LineError {
    try {
      return this.#utf8.decode(bytes)
    } catch {
      return new LineError('not_utf8')
    }
  }
}

/** A message as the bytes of its line. One buffer can be written to any number of connections. */
export function encodeLine(message: object): Buffer {
  return Buffer.from(`${wireJson(message)}\n`)
}
