/**
 * A host that says whatever a test has it say, over real TLS: it welcomes, lets everybody in, and
 * answers every `fetch` from a log that may have anything in it.
 */
import { createInterface } from 'node:readline'
import type { TLSSocket } from 'node:tls'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import { secureAccepted } from '../../electron/core/net/tls.ts'
import type { MemberMessage } from '../../shared/wire/protocol.ts'
import { type Listening, serve } from './secure-peers.ts'

/** An event as a test makes it up; only its number counts here. */
export interface OddEvent {
  readonly seq: number
  readonly [field: string]: unknown
}

export class OddHost implements AsyncDisposable {
  readonly identity: Identity
  /** What is fetched. */
  log: readonly OddEvent[]
  readonly #listening: Listening
  readonly #members = new Set<TLSSocket>()

  private constructor(identity: Identity, log: readonly OddEvent[], listening: Listening) {
    this.identity = identity
    this.log = log
    this.#listening = listening
  }

  /** Opens a room whose log is this one. */
  static async open(log: readonly OddEvent[] = []): Promise<OddHost> {
    const identity = await createIdentity()
    const host: OddHost = new OddHost(
      identity,
      log,
      await serve((socket) => {
        secureAccepted(socket, identity).then(
          (link) => host.#greet(link.socket, link.peer),
          () => socket.destroy(),
        )
      }),
    )
    return host
  }

  get address(): string {
    return `127.0.0.1:${this.#listening.port}`
  }

  /** Something said by the host's own person, as an event. */
  event(seq: number, change: object = {}): OddEvent {
    return {
      seq,
      kind: 'message',
      author: { id: this.identity.fingerprint, name: 'Odd' },
      cid: `odd-${seq}`,
      time: 1_767_225_600_000 + seq,
      body: { text: `odd ${seq}` },
      ...change,
    }
  }

  /** Adds to the log, and tells everybody who is in. */
  say(...events: readonly OddEvent[]): void {
    this.log = [...this.log, ...events]
    for (const event of events) this.tell({ type: 'event', ...event })
  }

  /** Tells everybody who is in. */
  tell(message: object): void {
    for (const member of this.#members) member.write(line(message))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening.close()
  }

  #greet(socket: TLSSocket, peer: string): void {
    socket.on('error', () => {})
    socket.on('close', () => this.#members.delete(socket))
    const room = { id: 'odd-room', name: 'Odd room' }
    const versions = { version: 1, oldest: 1, capabilities: [] }
    const asked = { asks: ['name'], kinds: ['message', 'reaction'] }
    socket.write(line({ type: 'welcome', app: 'tincan', ...versions, room, ...asked }))
    createInterface(socket).on('line', (heard) => {
      const message = JSON.parse(heard) as MemberMessage
      if (message.type === 'hello') this.#enter(socket, peer, message.name)
      if (message.type === 'fetch') socket.write(line(this.#page(message)))
      if (message.type === 'ping') socket.write(line({ type: 'pong' }))
    })
  }

  #enter(socket: TLSSocket, peer: string, name: string): void {
    const member = { clash: false, cut: false }
    const self = { id: peer, name, host: false, ...member }
    const host = { id: this.identity.fingerprint, name: 'Odd', host: true, ...member }
    const seq = this.log.at(-1)?.seq ?? 0
    socket.write(line({ type: 'joined', self, members: 2, seq, first: 1, time: 1 }))
    socket.write(line({ type: 'roster', members: [host, self] }))
    this.#members.add(socket)
  }

  #page({ after, before, most }: Extract<MemberMessage, { type: 'fetch' }>): object {
    const events =
      after === undefined
        ? this.log.filter(({ seq }) => seq < (before ?? 0)).slice(-most)
        : this.log.filter(({ seq }) => seq > after).slice(0, most)
    return { type: 'page', events, more: false }
  }
}

const line = (message: object) => `${JSON.stringify(message)}\n`
