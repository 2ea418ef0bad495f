/**
 * The host's own connection to its room, inside one process: messages as they are, without bytes,
 * keep-alive or limits. Each end hears in the order in which the other one spoke, and never from
 * within its own words.
 */
import type { Parsed } from '../../../shared/wire/protocol.ts'

/** What an end hears. */
export interface LocalEar<In> {
  /** Judges what comes; without it, it is taken as it is. */
  readonly judge?: (message: In) => Parsed<In>
  onMessage(message: In): void
  onBad(why: string): void
  /** Once, after which nothing more comes. `ours`: we closed it. */
  onClose(ours: boolean): void
}

/** One of two ends. Made by {@link localPair}; `listen` comes before it hears anything. */
export class LocalEnd<In, Out> {
  #other: LocalEnd<Out, In> | undefined
  #ear: LocalEar<In> | undefined
  #waiting: In[] = []
  #delivering = false
  #held = false
  /** Nothing comes any more behind what waits. */
  #ended: 'ours' | 'theirs' | undefined
  #closed = false

  /** @param other the end that hears what is said here */
  connect(other: LocalEnd<Out, In>): void {
    this.#other = other
  }

  /** Hears from now on, what waits already included. */
  listen(ear: LocalEar<In>): void {
    this.#ear = ear
    this.#deliverSoon()
  }

  /** After {@link close} it is dropped. */
  send(message: Out): void {
    if (this.#ended === undefined) this.#other?.take(message)
  }

  /** As {@link send}: here nothing has to become bytes. */
  sendBytes(_line: Buffer, message: Out): void {
    this.send(message)
  }

  /** As {@link send}, of several. */
  sendLines(_lines: Buffer, messages: readonly Out[]): void {
    for (const message of messages) this.send(message)
  }

  /** Messages in one process have no limit but their own. */
  raiseLineLimit(): void {}

  /** Hears nothing for a while; the other end may go on talking. */
  hold(on: boolean): void {
    this.#held = on
    if (!on) this.#deliverSoon()
  }

  /** What was said before still arrives; here nothing is heard any more. */
  close(): void {
    if (this.#ended === 'ours') return
    if (this.#ended === undefined) this.#other?.end()
    this.#ended = 'ours'
    this.#waiting = []
    this.#deliverSoon()
  }

  /** From the other end alone. */
  take(message: In): void {
    if (this.#ended !== undefined) return
    this.#waiting.push(message)
    this.#deliverSoon()
  }

  /** From the other end alone. */
  end(): void {
    this.#ended ??= 'theirs'
    this.#deliverSoon()
  }

  #deliverSoon(): void {
    if (this.#delivering) return
    this.#delivering = true
    // Behind what else is to do, so that two ends who talk on and on hold up nobody.
    setImmediate(() => this.#deliver())
  }

  #deliver(): void {
    const ear = this.#ear
    try {
      while (ear !== undefined && !this.#held && this.#ended !== 'ours') {
        const message = this.#waiting.shift()
        if (message === undefined) break
        this.#hear(ear, message)
      }
    } finally {
      this.#delivering = false
      // Whoever throws has heard what he has heard; the rest still comes.
      if (this.#waiting.length > 0 && !this.#held && ear !== undefined) this.#deliverSoon()
    }
    if (this.#closed || ear === undefined || this.#ended === undefined) return
    if (this.#ended === 'theirs' && this.#waiting.length > 0) return
    this.#closed = true
    ear.onClose(this.#ended === 'ours')
  }

  #hear(ear: LocalEar<In>, message: In): void {
    const parsed = ear.judge?.(message) ?? ({ kind: 'message', message } as const)
    if (parsed.kind === 'bad') ear.onBad(parsed.why)
    else if (parsed.kind === 'message') ear.onMessage(parsed.message)
  }
}

/** Two ends of one connection. */
export function localPair<A, B>(): [LocalEnd<A, B>, LocalEnd<B, A>] {
  const [one, other] = [new LocalEnd<A, B>(), new LocalEnd<B, A>()]
  one.connect(other)
  other.connect(one)
  return [one, other]
}
