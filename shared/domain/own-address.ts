/** The addresses of this computer: to listen on, and to be reached by. */

export type AddressKind = 'loopback' | 'lan' | 'vpn' | 'other'

/** An address by which a room can be reached, ready to be read out or pasted into Join. */
export interface ReachableAddress {
  readonly address: string
  readonly kind: AddressKind
  /** Name of the network interface it belongs to, such as `eth0`. */
  readonly label: string
}

/** One address of this machine, as the Host dialog offers it. */
export interface OwnAddress {
  /**
   * What to listen on: an IP address (IPv6 link-local with its zone), or `0.0.0.0` or `::` for all.
   */
  readonly ip: string
  readonly family: 4 | 6
  readonly kind: AddressKind | 'all'
  /** Interface name; empty for `all`. */
  readonly label: string
}
