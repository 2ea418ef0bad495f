/** Where an address of this computer is seen from, in words. Pure. */

import { assertNever } from '../../shared/domain/assert-never.ts'
import type { AddressKind } from '../../shared/domain/own-address.ts'

export function kindWords(kind: AddressKind | 'all'): string {
  switch (kind) {
    case 'all':
      return 'All networks'
    case 'loopback':
      return 'This computer only'
    case 'lan':
      return 'Local network'
    case 'vpn':
      return 'VPN'
    case 'other':
      return 'Other network'
    default:
      return assertNever(kind)
  }
}
