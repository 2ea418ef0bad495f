/** Rooms, members and raw peers on loopback, for integration tests. All of it closes. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Clock, systemClock } from '../../electron/core/clock.ts'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import type { SessionNews } from '../../electron/core/member/ports.ts'
import type { SessionService } from '../../electron/core/member/session-service.ts'
import { secureDialled } from '../../electron/core/net/tls.ts'
import {
  type HostedRoom,
  type HostRequest,
  startHosting,
} from '../../electron/core/rooms/hosting.ts'
import { type HostMemory, type JoinRequest, joinRoom } from '../../electron/core/rooms/joining.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import type { LogInfo, Store } from '../../electron/core/store/store.ts'
import { errorValue } from '../../shared/domain/errors.ts'
import type { Entry, MessageEntry } from '../../shared/events/conversation.ts'

/** A session with its news kept, and waited for. */
export class Watched {
  readonly news: SessionNews[] = []
  readonly #waiting = new Set<() => void>()

  take = (news: SessionNews) => {
    this.news.push(news)
    for (const check of this.#waiting) check()
  }

  get entries(): Entry[] {
    return this.news.flatMap((one): readonly Entry[] => {
      if (one.type === 'notice') return [one.notice]
      return one.type === 'event' && one.row !== null ? [one.row] : []
    })
  }
  get messages(): MessageEntry[] {
    return this.entries.filter((entry) => entry.kind === 'message')
  }
  get texts(): string[] {
    return this.messages.map((message) => message.text)
  }
  /** Comings and goings in words, such as `Bob left`. */
  get notices(): string[] {
    return this.entries.flatMap((entry) =>
      entry.kind === 'notice' && 'name' in entry.notice && entry.notice.type !== 'entered'
        ? [`${entry.notice.name} ${entry.notice.type}`]
        : [],
    )
  }

  /** Something changed that is no news of the session. */
  poke = () => {
    for (const check of this.#waiting) check()
  }

  /** Resolves when `holds` does; it is asked again at each piece of news. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }
}

export interface TestMember extends Watched {
  readonly session: SessionService
  readonly identity: Identity
}

export interface TestHost extends Watched {
  readonly hosted: HostedRoom
  readonly session: SessionService
  readonly identity: Identity
  readonly address: string
}

/** How a test answers what a person would be asked. */
export interface Answers {
  readonly trust?: boolean
  /** Tried in this order. */
  readonly passwords?: readonly string[]
}

/** What a session may share with an earlier one: who it is, and what it kept. */
interface Ports {
  readonly clock?: Clock
  readonly identity?: Identity
  readonly knownHosts?: HostMemory
  readonly store?: Store
}

/** Remembers nothing, so every key is unknown. */
export const forgetful: HostMemory = { verdict: () => ({ kind: 'unknown' }), remember: () => {} }

/** A scope that closes what was opened in it, guests before hosts. */
export class Loopback implements AsyncDisposable {
  readonly #closing: (() => void | Promise<void>)[] = []

  /** A store in memory of its own, as each computer has one. */
  async store(): Promise<Store> {
    const logger = { info() {}, warn() {}, error() {} }
    const { store } = await openStore({ path: ':memory:', clock: systemClock, logger })
    this.#closing.push(() => store.close())
    return store
  }

  async host(
    name = 'Ann',
    options: Partial<HostRequest> & {
      clock?: Clock
      capacity?: number
      identity?: Identity
      store?: Store
      again?: LogInfo | null
    } = {},
  ): Promise<TestHost> {
    const watched = new Watched()
    const { clock = systemClock, capacity, again = null, ...asked } = options
    const { identity = await createIdentity(), ...rest } = asked
    const store = options.store ?? (await this.store())
    const request = {
      ...{ ip: '127.0.0.1', port: 0, room: 'Lab', password: null, approving: false },
      past: 'all' as const,
    }
    const hosted = await startHosting(
      { ...request, ...rest, name },
      {
        clock,
        identity,
        store,
        onNews: watched.take,
        onAccessChange: watched.poke,
        ...(capacity !== undefined && { capacity }),
      },
      again,
    )
    this.#closing.push(() => hosted.close())
    const address = hosted.addresses[0]?.address ?? ''
    return Object.assign(watched, { hosted, session: hosted.session, address, identity })
  }

  /** A session that has not connected yet; questions are answered as told, or by giving up. */
  async session(
    request: JoinRequest,
    answers: Answers = { trust: true },
    ports: Ports = {},
  ): Promise<TestMember> {
    const watched = new Watched()
    const passwords = [...(answers.passwords ?? [])]
    const { identity = await createIdentity(), knownHosts = forgetful, clock = systemClock } = ports
    const store = ports.store ?? (await this.store())
    const session = joinRoom(request, {
      clock,
      identity,
      knownHosts,
      store,
      onNews: (news) => {
        watched.take(news)
        if (news.type !== 'question') return
        const password = passwords.shift()
        if (news.question.kind === 'trust' && answers.trust) session.answer({ kind: 'trust' })
        else if (news.question.kind === 'password' && password !== undefined) {
          session.answer({ kind: 'password', password })
        } else
          session.giveUp(
            errorValue(news.question.kind === 'trust' ? 'unknown_host' : 'password_needed'),
          )
      },
    })
    this.#closing.push(() => session.leave())
    return Object.assign(watched, { session, identity })
  }

  /** Joins by an address or a link; resolves when in. */
  async join(address: string, name: string, answers?: Answers, ports?: Ports): Promise<TestMember> {
    const member = await this.session({ address, name }, answers, ports)
    await member.session.connect()
    return member
  }

  /** A peer with a key of its own that says whatever it likes inside TLS. */
  async peer(address: string, identity?: Identity): Promise<TLSSocket> {
    const link = await secureDialled(await this.raw(address), identity ?? (await createIdentity()))
    return link.socket
  }

  /** A bare TCP connection, for saying what no Tincan would. */
  async raw(address: string): Promise<Socket> {
    const port = Number(address.split(':').at(-1))
    const socket = connect({ host: '127.0.0.1', port })
    this.#closing.push(() => {
      socket.destroy()
    })
    await once(socket, 'connect')
    return socket
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closing.reverse()) await close()
  }
}

/** All that a raw peer is sent until the other side closes. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (!socket.closed) await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}
