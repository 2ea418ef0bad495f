/**
 * One direction of a proxied link: takes bytes, keeps them as long as the conditions of the moment
 * say, and passes them on, in order and unchanged. An end (FIN) travels like a byte.
 */
import type { Socket } from 'node:net'
import type { Clock } from '../../electron/core/clock.ts'
import { elapsed, later, type MonotonicMs } from '../../shared/domain/time.ts'
import type { Conditions } from './conditions.ts'

/** What a pipe asks of the link it belongs to. */
export interface PipeLink {
  readonly clock: Clock
  readonly conditions: Conditions
  /** How many of `bytes` may still pass before the link is cut; they count as passed. */
  allow(bytes: number): number
  /** What was allowed has left. */
  left(): void
}

interface Waiting {
  /** Null is the end. */
  bytes: Buffer | null
  readonly cameAt: MonotonicMs
}

/** A slow link is like one with a router's queue: beyond it, TCP makes the sender wait. */
const QUEUE_BYTES = 256 * 1024

/** A slow link gets its bytes in this many pieces a second, not in one lump. */
const PIECES_A_SECOND = 20

export class Pipe {
  readonly #from: Socket
  readonly #to: Socket
  readonly #link: PipeLink
  #queue: Waiting[] = []
  #queued = 0
  /** When the link has carried all that was passed on so far. */
  #freeAt: MonotonicMs
  #writing = false
  #closed = false
  #cancelTimer: () => void = () => {}

  constructor(from: Socket, to: Socket, link: PipeLink) {
    this.#from = from
    this.#to = to
    this.#link = link
    this.#freeAt = link.clock.monotonic()
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => this.#take(null))
    from.resume()
  }

  /** The conditions are others now. */
  update(): void {
    if (this.#link.conditions.silence === 'swallows') {
      this.#queue = []
      this.#queued = 0
      this.#from.resume()
    }
    this.#pump()
  }

  close(): void {
    this.#closed = true
    this.#cancelTimer()
    this.#queue = []
  }

  #take(bytes: Buffer | null): void {
    if (this.#closed || this.#link.conditions.silence === 'swallows') return
    this.#queue.push({ bytes, cameAt: this.#link.clock.monotonic() })
    this.#queued += bytes?.length ?? 0
    if (this.#queued > QUEUE_BYTES) this.#from.pause()
    this.#pump()
  }

  #pump(): void {
    this.#cancelTimer()
    const [first] = this.#queue
    const { clock, conditions } = this.#link
    if (this.#closed || this.#writing || first === undefined) return
    if (conditions.silence !== 'none') return
    const now = clock.monotonic()
    const arrives = elapsed(now, first.cameAt) + conditions.latency
    const wait = Math.max(arrives, elapsed(now, this.#freeAt))
    if (wait > 0) {
      this.#cancelTimer = clock.after(wait, () => this.#pump())
      return
    }
    if (first.bytes === null) {
      this.#queue.shift()
      this.#to.end()
      return
    }
    this.#pass(first, first.bytes, now)
  }

  #pass(first: Waiting, bytes: Buffer, now: MonotonicMs): void {
    const { slice, bandwidth } = this.#link.conditions
    const most = Math.min(slice, Math.max(1, Math.floor(bandwidth / PIECES_A_SECOND)), bytes.length)
    const piece = bytes.subarray(0, this.#link.allow(most))
    if (piece.length === 0) return
    if (piece.length === bytes.length) this.#queue.shift()
    else first.bytes = bytes.subarray(piece.length)
    this.#queued -= piece.length
    this.#freeAt = later(now, (piece.length / bandwidth) * 1000)
    this.#writing = true
    // One write at a time: Node would gather several into one packet.
    this.#to.write(piece, (error) => {
      this.#writing = false
      if (this.#closed || error) return
      this.#link.left()
      if (this.#queued <= QUEUE_BYTES) this.#from.resume()
      this.#pump()
    })
  }
}
