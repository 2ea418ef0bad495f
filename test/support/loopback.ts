/** Rooms, members and raw peers on loopback, for integration tests. All of it closes. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { systemClock } from '../../electron/clock.ts'
import { type HostedRoom, hostRoom } from '../../electron/rooms/hosting.ts'
import { joinRoom } from '../../electron/rooms/joining.ts'
import type { SessionNews, SessionService } from '../../electron/session/session-service.ts'
import type { Entry, MessageEntry } from '../../shared/snapshot.ts'

/** A session with its news kept, and waited for. */
export class Watched {
  readonly news: SessionNews[] = []
  readonly #waiting = new Set<() => void>()

  take = (news: SessionNews) => {
    this.news.push(news)
    for (const check of this.#waiting) check()
  }

  get entries(): Entry[] {
    return this.news.flatMap((one) => (one.type === 'entry' ? [one.entry] : []))
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
}

export interface TestHost extends Watched {
  readonly hosted: HostedRoom
  readonly session: SessionService
  readonly address: string
}

/** A scope that closes what was opened in it, guests before hosts. */
export class Loopback implements AsyncDisposable {
  readonly #closing: (() => void | Promise<void>)[] = []

  async host(name = 'Ann', options: { room?: string; capacity?: number } = {}): Promise<TestHost> {
    const watched = new Watched()
    const request = { ip: '127.0.0.1', port: 0, room: options.room ?? 'Lab', name }
    const { capacity } = options
    const hosted = await hostRoom(
      request,
      systemClock,
      watched.take,
      capacity === undefined ? {} : { capacity },
    )
    this.#closing.push(() => hosted.close())
    const address = hosted.addresses[0]?.address ?? ''
    return Object.assign(watched, { hosted, session: hosted.session, address })
  }

  async join(address: string, name: string): Promise<TestMember> {
    const watched = new Watched()
    const session = joinRoom({ address, name }, systemClock, watched.take)
    this.#closing.push(() => session.leave())
    await session.connect()
    return Object.assign(watched, { session })
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
