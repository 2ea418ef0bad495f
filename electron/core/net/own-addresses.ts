/**
 * The machine's own addresses: what the Host dialog offers to listen on, and by which addresses
 * a room that listens can be reached. Pure but for {@link readInterfaces}.
 */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { type Address, canonicalIP } from '../../../shared/domain/address.ts'
import type {
  AddressKind,
  OwnAddress,
  ReachableAddress,
} from '../../../shared/domain/own-address.ts'

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** The system's answer, now: addresses come and go. None where a container may not ask. */
export function readInterfaces(): Interfaces {
  try {
    return networkInterfaces()
  } catch {
    return {}
  }
}

const VPN_NAMES = /^(tun|tap|utun|wg|ppp|ipsec|tailscale|zt|ham|nordlynx|proton|vpn)/i
const INNER_NAMES = /^(docker|br-|veth|virbr|vmnet|vbox|vethernet|lxc|lxd|podman|cni|bridge)/i
const LOCAL_RANGES = new Set(['private', 'uniqueLocal', 'linkLocal'])
const ORDER: readonly AddressKind[] = ['lan', 'vpn', 'other', 'loopback']

/** Every address of the machine, the likeliest to be read out first. */
export function ownAddresses(interfaces: Interfaces): OwnAddress[] {
  const found = Object.entries(interfaces).flatMap(([label, infos]) =>
    (infos ?? []).map((info) => describe(label, info)),
  )
  return found.sort((a, b) => rank(a) - rank(b))
}

/** What the Host dialog offers: everything at once, then each address. */
export function hostChoices(interfaces: Interfaces): OwnAddress[] {
  const own = ownAddresses(interfaces)
  const everything: OwnAddress = own.some((address) => address.family === 6)
    ? { ip: '::', family: 6, kind: 'all', label: '' }
    : { ip: '0.0.0.0', family: 4, kind: 'all', label: '' }
  return [everything, ...own]
}

/** A {@link ReachableAddress} before it is written for people. */
export type Reachable = Omit<ReachableAddress, 'address'> & { readonly at: Address }

/** Every address at which a room listening on `ip` and `port` can be reached, best first. */
export function reachableAddresses(ip: string, port: number, interfaces: Interfaces): Reachable[] {
  const listening = canonicalIP(ip) ?? ip
  const own = ownAddresses(interfaces)
  const reached = own.filter(
    (address) =>
      listening === '::' ||
      (listening === '0.0.0.0' && address.family === 4) ||
      address.ip === listening,
  )
  const shown = reached.map(({ ip: host, kind, label }) => ({
    at: { host, port },
    kind: kind === 'all' ? ('other' as const) : kind,
    label,
  }))
  if (shown.length > 0) return shown
  // 127.0.0.0/8 is all this machine's, though only 127.0.0.1 is listed.
  const kind =
    ipaddr.isValid(listening) && ipaddr.parse(listening).range() === 'loopback'
      ? 'loopback'
      : 'other'
  return [{ at: { host: listening, port }, kind, label: '' }]
}

function describe(label: string, info: NetworkInterfaceInfo): OwnAddress {
  const bare = info.address.split('%')[0] ?? ''
  const range = ipaddr.parse(bare).range()
  const zoned = info.family === 'IPv6' && range === 'linkLocal' ? `${bare}%${label}` : bare
  return {
    ip: canonicalIP(zoned) ?? zoned,
    family: info.family === 'IPv6' ? 6 : 4,
    kind: kindOf(label, info, range),
    label,
  }
}

function kindOf(label: string, info: NetworkInterfaceInfo, range: string): AddressKind {
  if (info.internal || range === 'loopback') return 'loopback'
  // 100.64.0.0/10 is the carriers' range, which Tailscale and its kin use inside.
  if (VPN_NAMES.test(label) || range === 'carrierGradeNat') return 'vpn'
  if (INNER_NAMES.test(label)) return 'other'
  return LOCAL_RANGES.has(range) ? 'lan' : 'other'
}

/** Local networks before tunnels; of one kind IPv4 first, since it is easier to read out. */
function rank(address: OwnAddress): number {
  const kind = address.kind === 'all' ? 0 : ORDER.indexOf(address.kind)
  return kind * 10 + (address.family === 4 ? 0 : 1) + (address.ip.includes('%') ? 1 : 0)
}
