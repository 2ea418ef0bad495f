/**
 * Joining = a session whose stream comes from the dialer, and whose host has proven a key that an
 * invite named, that is known, or that a person must judge. Windows and the terminal both join
 * through here.
 */

import { type Address, formatAddress, parseAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { parseInvite } from '../../../shared/domain/invite.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import { meantBy } from '../../../shared/domain/pasted.ts'
import type { Clock } from '../clock.ts'
import type { Identity } from '../identity/identity.ts'
import type { KeptLog } from '../member/log-port.ts'
import type { OpenedLine, SessionNews } from '../member/ports.ts'
import { SessionService } from '../member/session-service.ts'
import { dialProven, type ProvenLink } from '../net/dial-proven.ts'
import type { KnownHosts } from '../settings/known-hosts.ts'
import type { Store } from '../store/store.ts'
import { judgeName } from './hosting.ts'

export interface JoinRequest {
  /** An address or an invite link, as a person typed it. */
  readonly address: string
  readonly name: string
  /** The key to expect at a bare address, from another way. */
  readonly fingerprint?: Fingerprint | undefined
  /** A lost connection is made again; true unless told. */
  readonly reconnect?: boolean
}

/** What joining needs of the list of known hosts. */
export type HostMemory = Pick<KnownHosts, 'verdict' | 'remember'>

export interface JoinPorts {
  readonly clock: Clock
  readonly identity: Identity
  readonly knownHosts: HostMemory
  readonly store: Store
  readonly network?: { onChange(listener: () => void): () => void }
  onNews(news: SessionNews): void
  /** Where a known host was met could not be kept; for the log file. */
  onHintLost?(error: unknown): void
}

const lineOf = (link: ProvenLink) => ({
  stream: link.socket,
  hostKey: link.peer,
  binding: link.binding,
})

/** Where to go, and whom to expect there. */
interface Target {
  /** Best first. None for a room whose kept addresses cannot be read: it can still be shown. */
  readonly addresses: readonly Address[]
  readonly expected: Fingerprint | null
  readonly room: string
  readonly ticket: string | null
}

/**
 * A session for a room elsewhere, not yet connected: `connect()` is the caller's next step.
 * @throws {AppError} address_invalid, port_invalid, invite_invalid, name_invalid
 */
export function joinRoom(request: JoinRequest, ports: JoinPorts): SessionService {
  return sessionAt(judgeTarget(request), judgeName(request.name), ports, null, request.reconnect)
}

/**
 * A session for a room that we were in before, not connected either: where it was, with the key
 * that its host had.
 */
export function joinAgain(kept: KeptLog, ports: JoinPorts): SessionService {
  const { room, name, addresses } = kept.info
  const target = { addresses, expected: null, room, ticket: null }
  return sessionAt(target, name, ports, kept)
}

function sessionAt(
  target: Target,
  name: string,
  ports: JoinPorts,
  kept: KeptLog | null,
  reconnect = true,
): SessionService {
  const { clock, identity, knownHosts, store, network } = ports
  const [first] = target.addresses
  const shown = first === undefined ? target.room : formatAddress(first)
  /** Where the host was met; its address is a hint to find it again. */
  let met = shown
  const remember = (host: { key: Fingerprint; room: string; by: KnownHost['by'] }) =>
    knownHosts.remember({ ...host, address: met, now: clock.wall() })

  /** Why the key that was met is trusted; throws what stops the join. */
  const trustIn = (key: Fingerprint): OpenedLine['trust'] => {
    if (target.expected !== null) {
      remember({ key, room: target.room, by: 'invite' })
      return 'pinned'
    }
    const verdict = knownHosts.verdict(met, key)
    if (verdict.kind === 'changed') {
      const details = { address: met, known: verdict.known, shown: key }
      throw new AppError('pin_mismatch', { field: 'address', ...details })
    }
    return verdict.kind === 'known' ? 'pinned' : null
  }

  /** Keeps where a known host was met and what its room is called now. No trust comes of it. */
  const refresh = () => {
    const { hostKey: key, room } = session
    if (key === null || room === null) return
    try {
      if (knownHosts.verdict(met, key).kind !== 'known') return
      remember({ key, room: room.name, by: 'eyes' })
    } catch (error) {
      // The hint is lost; the host stays as well known as it was.
      ports.onHintLost?.(error)
    }
  }

  const session = new SessionService({
    name,
    address: shown,
    ownKey: identity.fingerprint,
    ticket: target.ticket,
    clock,
    store,
    kept,
    reconnect,
    ...(network !== undefined && { network }),
    facts: () => ({ addresses: target.addresses, hosting: false }),
    remember,
    onNews: (news) => {
      if (news.type === 'connection' && news.connection.phase === 'live') refresh()
      ports.onNews(news)
    },
    open: async (signal, onStage, known): Promise<OpenedLine> => {
      const { addresses } = target
      if (addresses.length === 0) throw new AppError('address_invalid')
      const expected = known ?? target.expected
      const link = await dialProven(addresses, { identity, expected, clock, signal, onStage })
      met = formatAddress(link.address)
      try {
        return { ...lineOf(link), trust: known === null ? trustIn(link.peer) : 'pinned' }
      } catch (error) {
        link.socket.destroy()
        throw error
      }
    },
  })
  return session
}

function judgeTarget({ address: typed, fingerprint }: JoinRequest): Target {
  const meant = meantBy(typed)
  if (meant.kind === 'other') {
    throw new AppError('address_invalid', { field: 'address', reason: meant.reason })
  }
  if (meant.kind === 'invite') {
    const parsed = parseInvite(meant.link)
    if (!parsed.ok)
      throw new AppError('invite_invalid', { field: 'address', reason: parsed.reason })
    const { addresses, key, room, ticket } = parsed.invite
    return { addresses, expected: key, room, ticket }
  }
  const parsed = parseAddress(meant.address)
  if (!parsed.ok) throw new AppError(parsed.code, { field: 'address', reason: parsed.reason })
  return { addresses: [parsed.address], expected: fingerprint ?? null, room: '', ticket: null }
}
