/**
 * One connection through the fault proxy: a socket to the member, one to the host, a pipe each
 * way, and what can happen to them. What happens to one end is told to the other as TCP would,
 * unless the conditions say that nobody hears anything.
 */
import type { Socket } from 'node:net'
import type { Clock } from '../../electron/core/clock.ts'
import type { Conditions } from './conditions.ts'
import { Pipe, type PipeLink } from './proxy-pipe.ts'
import type { Seeded } from './seeded.ts'

export type Side = 'member' | 'host'

export interface LinkOptions {
  readonly sockets: Readonly<Record<Side, Socket>>
  readonly conditions: Conditions
  readonly clock: Clock
  readonly chance: Seeded
  /** Both sockets are gone. */
  onGone(link: Link): void
}

export class Link implements PipeLink {
  readonly clock: Clock
  readonly #options: LinkOptions
  readonly #pipes: readonly Pipe[]
  readonly #open = new Set<Side>(['member', 'host'])
  /** Sides that say nothing any more. */
  readonly #over = new Set<Side>()
  #conditions: Conditions
  #allowance: number
  #cutting = false
  #cancelLot: () => void = () => {}

  constructor(options: LinkOptions) {
    const { sockets, conditions, clock } = options
    this.#options = options
    this.clock = clock
    this.#conditions = conditions
    this.#allowance = conditions.cutAfter
    for (const side of ['member', 'host'] as const) {
      const socket = sockets[side]
      const other = sockets[side === 'member' ? 'host' : 'member']
      socket.setNoDelay(true)
      socket.on('error', () => {
        if (this.#conditions.silence === 'none') reset(other)
      })
      socket.on('end', () => this.#ended(side))
      socket.on('close', () => this.#closed(side))
    }
    this.#pipes = [
      new Pipe(sockets.member, sockets.host, this),
      new Pipe(sockets.host, sockets.member, this),
    ]
    this.#drawLots()
  }

  get conditions(): Conditions {
    return this.#conditions
  }

  /** Changes what happens to this link from now on, to what is on its way as well. */
  set(change: Partial<Conditions>): void {
    this.#conditions = { ...this.#conditions, ...change }
    if (change.cutAfter !== undefined) this.#allowance = change.cutAfter
    if (change.resets !== undefined) this.#drawLots()
    for (const pipe of this.#pipes) pipe.update()
  }

  /** Both ends are told by RST. */
  reset(): void {
    reset(this.#options.sockets.member)
    reset(this.#options.sockets.host)
  }

  /** The connection is gone for `told`; the other end hears nothing more, and is not told. */
  halfOpen(told: Side): void {
    this.set({ silence: 'swallows' })
    reset(this.#options.sockets[told])
  }

  allow(bytes: number): number {
    const allowed = Math.min(bytes, this.#allowance)
    this.#allowance -= allowed
    if (this.#allowance === 0) this.#cutting = true
    return allowed
  }

  left(): void {
    if (this.#cutting) this.reset()
  }

  #drawLots(): void {
    this.#cancelLot()
    if (this.#conditions.resets === 0 || this.#open.size === 0) return
    this.#cancelLot = this.clock.after(1000, () => {
      if (this.#options.chance.next() < this.#conditions.resets) this.reset()
      else this.#drawLots()
    })
  }

  /** Where nothing gets through, an end does not either: the link goes when both have given up. */
  #ended(side: Side): void {
    this.#over.add(side)
    if (this.#over.size < 2 || this.#conditions.silence === 'none') return
    this.#options.sockets.member.destroy()
    this.#options.sockets.host.destroy()
  }

  #closed(side: Side): void {
    this.#open.delete(side)
    this.#ended(side)
    if (this.#open.size > 0) return
    this.#cancelLot()
    for (const pipe of this.#pipes) pipe.close()
    this.#options.onGone(this)
  }
}

/**
 * Closes a socket by RST. One that has said its end already is just closed: libuv refuses to reset
 * it (EINVAL), and Node then never closes it at all.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
