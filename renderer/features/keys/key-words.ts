/** How a key is known and kept, in words. Pure. */

import { assertNever } from '../../../shared/domain/assert-never.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import type { OwnIdentity } from '../../../shared/domain/own-identity.ts'

export function trustWords(by: KnownHost['by']): string {
  switch (by) {
    case 'invite':
      return 'known from an invite link'
    case 'eyes':
      return 'trusted by you'
    case 'password':
      return 'proven by the room’s password'
    default:
      return assertNever(by)
  }
}

export function protectionWords(protection: OwnIdentity['protection']): string {
  switch (protection) {
    case 'system':
      return 'Protected by this computer’s key store.'
    case 'later':
      return 'Protected by the file’s permissions for now. This computer’s key store takes over at a later start, when it has shown that it keeps what it is given.'
    case 'file':
      return 'This computer has no key store that works: protected by the file’s permissions only.'
    default:
      return assertNever(protection)
  }
}
