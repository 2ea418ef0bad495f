/** Where a connection comes from, as far as a room counts it. Pure. */
import ipaddr from 'ipaddr.js'
import { PEER_NETWORK_BITS } from '../../../shared/domain/limits.ts'

/**
 * The IPv4 address of a peer, or the IPv6 network of PEER_NETWORK_BITS that it is in, in canonical
 * form; null when the system does not tell (the peer is gone already).
 */
export function peerNetwork(remote: string | undefined): string | null {
  const bare = remote?.split('%')[0] ?? ''
  if (!ipaddr.isValid(bare)) return null
  const address = ipaddr.process(bare)
  if (address instanceof ipaddr.IPv4) return address.toString()
  const bytes = address.toByteArray().map((byte, at) => (at * 8 < PEER_NETWORK_BITS ? byte : 0))
  return `${ipaddr.fromByteArray(bytes).toString()}/${PEER_NETWORK_BITS}`
}
