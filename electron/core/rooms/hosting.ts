/**
 * Hosting = listener + room + an ordinary session joined to it through a link inside the process.
 * Windows and the terminal both host through here.
 */

import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { canonicalIP, formatAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { formatInvite } from '../../../shared/domain/invite.ts'
import { PENDING_CONNECTIONS } from '../../../shared/domain/limits.ts'
import type { Past, PerAddress } from '../../../shared/domain/moderation.ts'
import type { ReachableAddress } from '../../../shared/domain/own-address.ts'
import { nameFault, tidyName } from '../../../shared/domain/text.ts'
import type { HostMessage, MemberMessage } from '../../../shared/wire/protocol.ts'
import type { Clock } from '../clock.ts'
import { judgePassword } from '../host/password.ts'
import { RoomService } from '../host/room-service.ts'
import type { Identity } from '../identity/identity.ts'
import type { SessionNews } from '../member/ports.ts'
import { SessionService } from '../member/session-service.ts'
import { type Listener, listen } from '../net/listener.ts'
import { localPair } from '../net/local-link.ts'
import { reachableAddresses, readInterfaces } from '../net/own-addresses.ts'
import { peerNetwork } from '../net/peer-network.ts'
import { secureAccepted } from '../net/tls.ts'
import type { LogInfo, Store } from '../store/store.ts'

export interface HostRequest {
  readonly ip: string
  /** 1 to 65535, or 0 for the system's choice. */
  readonly port: number
  readonly room: string
  readonly name: string
  /** Null for a room that whoever has its address can enter. */
  readonly password: string | null
  /** The host is asked about each newcomer. */
  readonly approving: boolean
  /** What newcomers see of what was said before they came. */
  readonly past: Past
  /** Places for one network address in a crowded room; left out, the usual part of them. */
  readonly perAddress?: PerAddress
}

export interface HostPorts {
  readonly clock: Clock
  readonly identity: Identity
  readonly store: Store
  /** Most members, the host included. */
  readonly capacity?: number
  onNews(news: SessionNews): void
  /** Who waits, who is banned, or the room's rules have changed. */
  onAccessChange?(): void
}

/** A room that is open on this computer: its service, the host's own session, and its port. */
export interface HostedRoom {
  readonly session: SessionService
  readonly room: RoomService
  readonly port: number
  readonly addresses: readonly ReachableAddress[]
  /** The standing link to join by: it brings the password, where there is one. */
  readonly link: string
  /** A link that brings the host's word as well; see {@link RoomService.ticket}. */
  invite(kind: 'once' | 'day'): Promise<string>
  /** Closes the room for everybody; resolves when every connection and the port are free. */
  close(): Promise<void>
  /** Goes away for now: members wait for the room to be opened again. Resolves as `close` does. */
  suspend(): Promise<void>
}

/**
 * Opens a room and enters it as its host.
 * @param again the log of a room that was open before: it goes on, with its own access list
 * @throws {AppError} with `details.field` for what was asked wrongly, or why it cannot listen
 */
export async function startHosting(
  request: HostRequest,
  ports: HostPorts,
  again: LogInfo | null = null,
): Promise<HostedRoom> {
  const judged = judge(request)
  const opening = Promise.withResolvers<Unsecured>()
  // Who came meanwhile is hung up; without anybody, there is nobody to tell.
  opening.promise.catch(() => {})
  // First of all, so that a room that cannot open never was.
  const listener = await listen(judged.ip, judged.port, (socket) => {
    socket.on('error', () => {})
    void opening.promise.then(
      (unsecured) => unsecured.greet(socket),
      () => socket.destroy(),
    )
  })
  try {
    const opened = await startRoom(judged, ports, listener, again)
    // The host is in before anybody else: nobody can take the name, and the first guest is met.
    opening.resolve(opened.unsecured)
    return opened.hosted
  } catch (error) {
    opening.reject(error)
    await listener.close()
    throw error
  }
}

async function startRoom(
  request: HostRequest,
  ports: HostPorts,
  listener: Listener,
  again: LogInfo | null,
): Promise<{ hosted: HostedRoom; unsecured: Unsecured }> {
  const { ip, room: name, password } = request
  const { clock, identity, store, capacity } = ports
  const { fingerprint: hostKey } = identity
  const { port } = listener
  const key = { roomId: again?.roomId ?? randomUUID(), hostKey, ownKey: hostKey }
  const where = [{ host: ip, port }]
  const log = await store.openLog(key, { room: name, addresses: where, hosting: true }, 0)
  const access = await store.access(log.id)
  const room = new RoomService({
    name,
    clock,
    hostKey,
    store,
    log,
    access,
    approving: request.approving,
    past: request.past,
    perAddress: request.perAddress ?? null,
    onAccessChange: () => ports.onAccessChange?.(),
    ...(capacity !== undefined && { capacity }),
  })
  if (password !== null) await room.ensurePassword(password)
  const session = new SessionService({
    name: request.name,
    address: name,
    ownKey: hostKey,
    ticket: null,
    clock,
    store,
    facts: () => ({}),
    hosting: true,
    onNews: ports.onNews,
    remember: () => {},
    open: async () => {
      const [ours, theirs] = localPair<HostMessage, MemberMessage>()
      // A link inside one process has nobody in its middle to bind against.
      const binding = new Uint8Array(32)
      room.accept(theirs, { key: hostKey, binding, address: null })
      return { stream: ours, hostKey, binding, trust: 'pinned' }
    },
  })
  await session.connect()
  const unsecured = new Unsecured(identity, room)
  const reached = reachableAddresses(ip, port, readInterfaces())
  const linkWith = (ticket: string | null) =>
    formatInvite({
      addresses: reached.map(({ at }) => at),
      key: hostKey,
      room: name,
      ticket,
    })
  const hosted: HostedRoom = {
    session,
    room,
    port,
    addresses: reached.map(({ at, ...more }) => ({ address: formatAddress(at), ...more })),
    get link() {
      return linkWith(room.standing)
    },
    invite: async (kind) => linkWith(await room.ticket(kind)),
    close: async () => {
      await session.drain()
      session.leave()
      unsecured.close()
      await Promise.all([listener.close(), room.close()])
    },
    suspend: async () => {
      await session.drain()
      unsecured.close()
      await Promise.all([listener.close(), room.close(true)])
      session.leave()
    },
  }
  return { hosted, unsecured }
}

/** Sockets that have not proven a key yet. When it is crowded, whoever waits longest goes. */
class Unsecured {
  readonly #identity: Identity
  readonly #room: RoomService
  readonly #sockets = new Set<Socket>()

  constructor(identity: Identity, room: RoomService) {
    this.#identity = identity
    this.#room = room
  }

  /** Lets in who speaks our TLS; whatever else comes is closed without a word. */
  async greet(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    const [oldest] = this.#sockets
    if (this.#sockets.size > PENDING_CONNECTIONS) oldest?.destroy()
    socket.once('close', () => this.#sockets.delete(socket))
    const address = peerNetwork(socket.remoteAddress)
    try {
      const { socket: stream, peer, binding } = await secureAccepted(socket, this.#identity)
      this.#room.accept(stream, { key: peer, binding, address })
    } catch {
      // Noise at the port is no event of the room: scanners, browsers, the curious.
      socket.destroy()
    }
    this.#sockets.delete(socket)
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** A name a person typed for themselves, tidied; throws name_invalid. */
export function judgeName(typed: string): string {
  const name = tidyName(typed)
  const reason = nameFault(name)
  if (reason !== undefined) throw new AppError('name_invalid', { field: 'name', reason })
  return name
}

function judge(request: HostRequest): HostRequest {
  const ip = canonicalIP(request.ip)
  if (ip === undefined) {
    throw new AppError('address_invalid', { field: 'ip' })
  }
  const { port } = request
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new AppError('port_invalid', { field: 'port' })
  }
  if (request.password !== null) judgePassword(request.password)
  const room = tidyName(request.room)
  const reason = nameFault(room, 'room')
  if (reason !== undefined) throw new AppError('room_name_invalid', { field: 'room', reason })
  return { ...request, ip, port, room, name: judgeName(request.name) }
}
