/**
 * One peer's connection: typed messages over any duplex stream (a TCP socket, or the host's
 * in-memory pipe). Keeps the line alive with pings, notices silence, makes a talker listen, and
 * gives up a peer that cannot keep up. It knows no room and no session.
 */
import type { Duplex } from 'node:stream'
import {
  GOODBYE_MS,
  PING_MS,
  SEND_HIGH_WATER,
  SEND_QUEUE_BYTES,
  SILENCE_MS,
} from '../../../shared/domain/limits.ts'
import { elapsed, type MonotonicMs } from '../../../shared/domain/time.ts'
import type { Parsed } from '../../../shared/wire/protocol.ts'
import type { Clock } from '../clock.ts'
import { encodeLine, LineDecoder, LineError } from './lines.ts'

/** How a connection came to its end. */
export type CloseCause =
  /** We closed it. */
  | { readonly kind: 'closed' }
  /** The peer closed it in order, or the network cut it (`code` is the system's). */
  | { readonly kind: 'cut'; readonly code: string }
  /** Nothing was heard for SILENCE_MS. */
  | { readonly kind: 'silent' }
  /** The peer reads too slowly. */
  | { readonly kind: 'too_slow' }

export interface ConnectionOptions<In> {
  readonly stream: Duplex
  readonly clock: Clock
  readonly parse: (line: string) => Parsed<In>
  /** Longest line accepted, in bytes; see {@link Connection.raiseLineLimit}. */
  readonly lineLimit: number
  /**
   * The peer's words are not read while much waits for it, and it is given up when too much does.
   * A host's rules alone: where both sides hold to the first, both can wait for the other for
   * good, and what a member sends is its own words, which must all arrive.
   */
  readonly mustListen?: boolean
  onMessage(message: In): void
  /** A line that breaks the protocol. The connection stays until it is closed. */
  onBad(why: string): void
  /** Once, after which nothing more comes. */
  onClose(cause: CloseCause): void
}

interface KeepAlive {
  readonly type: string
}

/**
 * Owns its stream, and has destroyed it when `onClose` comes. Pings and their answers are its own
 * business: `onMessage` hears of none.
 */
export class Connection<In extends KeepAlive, Out extends object> {
  readonly #options: ConnectionOptions<In>
  readonly #stream: Duplex
  readonly #decoder: LineDecoder
  #heardAt: MonotonicMs
  #sentAt: MonotonicMs
  #pingedAt: MonotonicMs
  #corked = false
  /** Why nothing is read now: the peer does not listen, or we cannot keep up with it. */
  readonly #paused = new Set<'full' | 'held'>()
  #ending = false
  #closed = false
  #cancelTick: () => void = () => {}
  #cancelGoodbye: () => void = () => {}

  constructor(options: ConnectionOptions<In>) {
    this.#options = options
    this.#stream = options.stream
    this.#decoder = new LineDecoder(options.lineLimit)
    this.#heardAt = options.clock.monotonic()
    this.#sentAt = this.#heardAt
    this.#pingedAt = this.#heardAt
    this.#watch()
    this.#stream.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#stream.on('drain', () => this.#drained())
    this.#stream.on('end', () => this.#finish({ kind: 'cut', code: 'end' }))
    this.#stream.on('error', (error: NodeJS.ErrnoException) =>
      this.#finish({ kind: 'cut', code: error.code ?? error.message }),
    )
    this.#stream.on('close', () => this.#finish({ kind: 'cut', code: 'close' }))
  }

  /** Sends a message; after {@link close} it is dropped. */
  send(message: Out): void {
    this.sendBytes(encodeLine(message))
  }

  /** Sends an already encoded line. The buffer is shared, not copied: never change it. */
  sendBytes(line: Buffer): void {
    if (!this.#writable) return
    if (!this.#corked) {
      // All that is said in one turn of the loop leaves in one system call.
      this.#corked = true
      this.#stream.cork()
      process.nextTick(() => {
        this.#corked = false
        this.#stream.uncork()
      })
    }
    this.#write(line)
  }

  /** As {@link sendBytes}, of all lines of this turn of the loop: they leave at once. */
  sendLines(lines: Buffer): void {
    if (this.#writable) this.#write(lines)
  }

  /**
   * A stream that has just been destroyed says so a moment later; a write would only make an
   * error, and a thousand members who go at once would make a million of them.
   */
  get #writable(): boolean {
    return !this.#closed && !this.#ending && this.#stream.writable
  }

  #write(bytes: Buffer): void {
    this.#sentAt = this.#options.clock.monotonic()
    this.#stream.write(bytes)
    if (!this.#options.mustListen) return
    if (this.#stream.writableLength > SEND_QUEUE_BYTES) this.#finish({ kind: 'too_slow' })
    else if (this.#stream.writableLength > SEND_HIGH_WATER) this.#pause('full')
  }

  /** Reads nothing from the peer for a while; that counts as hearing it. */
  hold(on: boolean): void {
    this.#heardAt = this.#options.clock.monotonic()
    if (this.#closed || this.#ending) return
    if (on) this.#pause('held')
    else this.#resume('held')
  }

  /** An admitted peer may write longer lines than a stranger. */
  raiseLineLimit(bytes: number): void {
    this.#decoder.limit = bytes
  }

  /** Sends what is waiting, then closes; cuts the line when that takes longer than GOODBYE_MS. */
  close(): void {
    if (this.#closed || this.#ending) return
    this.#ending = true
    this.#cancelGoodbye = this.#options.clock.after(GOODBYE_MS, () =>
      this.#finish({ kind: 'closed' }),
    )
    // The last words may still be unread by the peer when it writes: reading on avoids a reset
    // that would destroy them on its side (RFC 1122, 4.2.2.13).
    this.#stream.resume()
    this.#stream.end(() => {
      if (this.#stream.readableEnded) this.#finish({ kind: 'closed' })
    })
  }

  #read(chunk: Buffer): void {
    this.#heardAt = this.#options.clock.monotonic()
    if (this.#ending || this.#closed) return
    try {
      for (const line of this.#decoder.push(chunk)) {
        this.#hear(this.#options.parse(line))
        if (this.#ending || this.#closed) return
      }
    } catch (error) {
      if (!(error instanceof LineError)) throw error
      this.#options.onBad(error.message)
    }
  }

  #hear(parsed: Parsed<In>): void {
    switch (parsed.kind) {
      case 'unknown':
        return
      case 'bad':
        this.#options.onBad(parsed.why)
        return
      case 'message':
        if (parsed.message.type === 'ping') this.#pong()
        else if (parsed.message.type !== 'pong') this.#options.onMessage(parsed.message)
    }
  }

  /** A peer that does not take what waits for it has an answer already, as soon as it does. */
  #pong(): void {
    if (this.#stream.writableLength <= SEND_HIGH_WATER) this.sendBytes(PONG)
  }

  #drained(): void {
    // A peer that takes what we send is alive even while we do not read its words.
    this.#heardAt = this.#options.clock.monotonic()
    this.#resume('full')
  }

  #pause(why: 'full' | 'held'): void {
    this.#paused.add(why)
    this.#stream.pause()
  }

  #resume(why: 'full' | 'held'): void {
    if (!this.#paused.delete(why) || this.#paused.size > 0) return
    if (!this.#closed && !this.#ending) this.#stream.resume()
  }

  /** Milliseconds until there can be something to do: a ping to send, or a loss to notice. */
  #untilTick(now: MonotonicMs): number {
    const unheard = elapsed(this.#heardAt, now)
    const quiet = Math.max(unheard, elapsed(this.#sentAt, now))
    const unpinged = Math.min(quiet, elapsed(this.#pingedAt, now))
    return Math.min(PING_MS - unpinged, SILENCE_MS - unheard)
  }

  #watch(): void {
    const { clock } = this.#options
    this.#cancelTick = clock.after(this.#untilTick(clock.monotonic()), () => this.#tick())
  }

  #tick(): void {
    const now = this.#options.clock.monotonic()
    if (this.#paused.has('held')) this.#heardAt = now
    if (elapsed(this.#heardAt, now) >= SILENCE_MS) {
      this.#finish({ kind: 'silent' })
      return
    }
    if (this.#untilTick(now) <= 0) {
      this.#pingedAt = now
      this.sendBytes(PING)
    }
    // What was heard or sent since only moves the next moment; it is looked at again then.
    if (!this.#closed) this.#watch()
  }

  #finish(cause: CloseCause): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTick()
    this.#cancelGoodbye()
    this.#stream.destroy()
    this.#options.onClose(this.#ending ? { kind: 'closed' } : cause)
  }
}

const PING = encodeLine({ type: 'ping' })
const PONG = encodeLine({ type: 'pong' })
