/** Hosting as the command line asks for it: the room of before where there is one, and its port. */
import { AppError } from '../../shared/domain/errors.ts'
import { DEFAULT_PORT } from '../../shared/domain/limits.ts'
import { hostChoices, readInterfaces } from '../core/net/own-addresses.ts'
import { type HostedRoom, type HostPorts, startHosting } from '../core/rooms/hosting.ts'
import type { LogInfo } from '../core/store/store.ts'
import type { TerminalRequest } from './arguments.ts'
import type { TerminalEvent } from './output.ts'
import { ownLog, portOf } from './own-log.ts'

/**
 * @param before the logs that the data folder had at the start
 * @returns the open room, and the first line to print
 * @throws {AppError} as {@link startHosting} does
 */
export async function host(
  request: TerminalRequest,
  password: string | null,
  ports: HostPorts,
  before: readonly LogInfo[],
): Promise<{ readonly hosted: HostedRoom; readonly first: TerminalEvent }> {
  const { address, port: wanted, name, room, approving, past, perAddress } = request
  const { identity } = ports
  const ip = address === '' ? (hostChoices(readInterfaces())[0]?.ip ?? '::') : address
  const again = ownLog(before, identity, room, wanted)
  // Members come back to where it was, also where any port would do.
  const from = (again === null ? undefined : portOf(again)) ?? DEFAULT_PORT
  const open = (port: number) =>
    startHosting({ ip, port, name, room, approving, past, perAddress, password }, ports, again)
  const anywhere = wanted === undefined || (wanted === 0 && again !== null)
  const hosted = await (anywhere ? openFrom(from, open) : open(wanted))
  const { port, addresses, session } = hosted
  const first: TerminalEvent = {
    type: 'hosting',
    room: session.room?.name ?? '',
    roomId: hosted.room.id,
    seq: session.entrySeq,
    name: session.self?.name ?? '',
    port,
    addresses,
    invite: hosted.link,
    fingerprint: identity.fingerprint,
    continued: again !== null,
  }
  return { hosted, first }
}

/** Nobody asked for this very port, so the next free one will do; it is printed. */
async function openFrom<T>(first: number, open: (port: number) => Promise<T>): Promise<T> {
  for (let port = first; ; ) {
    try {
      return await open(port)
    } catch (error) {
      const next = error instanceof AppError ? error.details.next : undefined
      if (typeof next !== 'number') throw error
      port = next
    }
  }
}
