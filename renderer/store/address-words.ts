/** Where an address of this computer is seen from, in words. Pure. */

import type { AddressKind } from '../../shared/contract/snapshot.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'

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
