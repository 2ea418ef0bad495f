/**
 * Bytes into lines and messages into bytes: UTF-8 lines that end in \n (JSON Lines). A line is
 * measured while it is read, so a peer can make us hold at most one line's limit of memory.
 */

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

  #held = Buffer.alloc(0)
  #length = 0
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  constructor(limit: number) {
    this.limit = limit
  }

  /**
   * Yields each line that `chunk` completes, without its newline.
   * @throws {LineError} when a line breaks the limit or is not UTF-8; the stream is then of no use
   */
  *push(chunk: Uint8Array): Generator<string, void, undefined> {
    let start = 0
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start)
      const end = newline === -1 ? chunk.length : newline
      const size = this.#length + (end - start)
      // An unfinished line still needs room for its newline.
      if (size + 1 > this.limit) throw new LineError('too_long')
      if (newline === -1) {
        this.#hold(chunk.subarray(start))
        return
      }
      yield this.#line(chunk.subarray(start, end))
      start = end + 1
    }
  }

  /** What came after the last newline, at the end of a stream whose last line may lack one. */
  rest(): string | undefined {
    if (this.#length === 0) return undefined
    return this.#line(new Uint8Array())
  }

  #line(rest: Uint8Array): string {
    if (this.#length === 0) return this.#decode(rest)
    this.#hold(rest)
    const line = this.#decode(this.#held.subarray(0, this.#length))
    this.#length = 0
    // A long line is rare; its buffer must not stay with each of a thousand quiet connections.
    if (this.#held.length > SMALLEST * 16) this.#held = Buffer.alloc(0)
    return line
  }

  #hold(bytes: Uint8Array): void {
    const size = this.#length + bytes.length
    if (size > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(SMALLEST, size, this.#held.length * 2))
      this.#held.copy(grown, 0, 0, this.#length)
      this.#held = grown
    }
    this.#held.set(bytes, this.#length)
    this.#length = size
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes)
    } catch {
      throw new LineError('not_utf8')
    }
  }
}

/** A message as the bytes of its line. One buffer can be written to any number of connections. */
export function encodeLine(message: object): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`)
}
