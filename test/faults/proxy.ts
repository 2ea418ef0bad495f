/**
 * A TCP proxy on 127.0.0.1 that does to a connection what networks do: delays, chokes, cuts into
 * single bytes, resets, falls silent, forgets one end. It knows nothing of what it carries.
 * What happens can be changed at any time, for the links that live and for those to come.
 *
 * Invariants: bytes that get through are the right ones in the right order; with one
 * seed chance falls the same way; close() leaves no socket and no timer.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type Clock, systemClock } from '../../electron/core/clock.ts'
import { CALM, type Conditions } from './conditions.ts'
import { Link, reset } from './proxy-link.ts'
import { Seeded } from './seeded.ts'

export interface ProxyOptions {
  /** Where the host listens, on 127.0.0.1. */
  readonly port: number
  readonly seed?: number
  readonly clock?: Clock
}

export class FaultProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #options: ProxyOptions
  readonly #clock: Clock
  readonly #chance: Seeded
  readonly #links = new Set<Link>()
  readonly #sockets = new Set<Socket>()
  #conditions = CALM
  #taken = 0

  private constructor(server: Server, options: ProxyOptions) {
    this.#server = server
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#chance = new Seeded(options.seed ?? 1)
    server.on('connection', (socket) => this.#take(socket))
  }

  static async open(options: ProxyOptions): Promise<FaultProxy> {
    // Half-open sockets, so that an end is passed on when its time has come and not before.
    // Paused, so that nothing of what comes is missed while the host is being reached.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
    const proxy = new FaultProxy(server, options)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Those that live now, the oldest first. */
  get links(): readonly Link[] {
    return [...this.#links]
  }

  /** Connections that were taken so far, those that were refused included. */
  get taken(): number {
    return this.#taken
  }

  /** Changes what happens from now on. */
  set(change: Partial<Conditions>, to: 'all' | 'new' | 'living' = 'all'): void {
    if (to !== 'living') this.#conditions = { ...this.#conditions, ...change }
    if (to !== 'new') for (const link of this.links) link.set(change)
  }

  /** Resets every link that lives. */
  reset(): void {
    for (const link of this.links) link.reset()
  }

  /** Ends every connection; resolves when no socket and no port is left. Safe to call twice. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    const gone = [...this.#sockets].map((socket) => once(socket, 'close'))
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all([closed, ...gone])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #take(member: Socket): void {
    this.#taken += 1
    this.#keep(member)
    if (this.#conditions.refuse) member.destroy()
    else this.#reach(member, this.#chance.branch(this.#taken))
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #reach(member: Socket, chance: Seeded): void {
    const host = connect({ host: '127.0.0.1', port: this.#options.port, allowHalfOpen: true })
    this.#keep(host)
    const givenUp = () => host.destroy()
    const refused = () => reset(member)
    member.once('close', givenUp)
    host.once('error', refused)
    host.once('connect', () => {
      member.off('close', givenUp)
      host.off('error', refused)
      const link = new Link({
        sockets: { member, host },
        conditions: this.#conditions,
        clock: this.#clock,
        chance,
        onGone: (gone) => this.#links.delete(gone),
      })
      this.#links.add(link)
    })
  }
}
