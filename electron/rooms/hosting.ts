/**
 * Hosting = listener + room + an ordinary session joined to it through an in-memory pipe.
 * Windows and the terminal both host through here.
 */
import { duplexPair } from 'node:stream'
import { canonicalIP } from '../../shared/address.ts'
import { AppError } from '../../shared/errors.ts'
import type { ReachableAddress } from '../../shared/snapshot.ts'
import { nameFault, tidyName } from '../../shared/text.ts'
import type { Clock } from '../clock.ts'
import { type Listener, listen } from '../net/listener.ts'
import { reachableAddresses, readInterfaces } from '../net/own-addresses.ts'
import { RoomService } from '../room/room-service.ts'
import { type SessionNews, SessionService } from '../session/session-service.ts'

export interface HostRequest {
  readonly ip: string
  /** 1 to 65535, or 0 for the system's choice. */
  readonly port: number
  readonly room: string
  readonly name: string
}

export interface HostedRoom {
  readonly session: SessionService
  readonly room: RoomService
  readonly port: number
  readonly addresses: readonly ReachableAddress[]
  /** Closes the room for everybody; resolves when every connection and the port are free. */
  close(): Promise<void>
}

/**
 * Opens a room and enters it as its host.
 * @throws {AppError} with `details.field` for what was asked wrongly, or why it cannot listen
 */
export async function hostRoom(
  request: HostRequest,
  clock: Clock,
  onNews: (news: SessionNews) => void,
  options: { readonly capacity?: number } = {},
): Promise<HostedRoom> {
  const { ip, port, room: roomName, name } = judge(request)
  const room = new RoomService({ name: roomName, clock, ...options })
  // Told only once the door is open: a room that could not open never was.
  let held: SessionNews[] | undefined = []
  const tell = (news: SessionNews) => (held === undefined ? onNews(news) : held.push(news))
  const session = new SessionService({
    name,
    address: roomName,
    clock,
    onNews: tell,
    open: async () => {
      const [ours, theirs] = duplexPair()
      room.accept(theirs, true)
      return ours
    },
  })
  // The host enters before the door opens: nobody can take the name, and the first guest is met.
  await session.connect()
  let listener: Listener
  try {
    listener = await listen(ip, port, (socket) => room.accept(socket))
  } catch (error) {
    session.leave()
    await room.close()
    throw error
  }
  const early = held
  held = undefined
  for (const news of early) onNews(news)
  return {
    session,
    room,
    port: listener.port,
    addresses: reachableAddresses(ip, listener.port, readInterfaces()),
    close: async () => {
      await session.drain()
      session.leave()
      await Promise.all([listener.close(), room.close()])
    },
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
    const reason = 'Hosting needs a number address of this computer.'
    throw new AppError('address_invalid', { field: 'ip', reason })
  }
  const { port } = request
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new AppError('port_invalid', { field: 'port' })
  const room = tidyName(request.room)
  const reason = nameFault(room)
  if (reason !== undefined) throw new AppError('room_name_invalid', { field: 'room', reason })
  return { ip, port, room, name: judgeName(request.name) }
}
