/** Keys, trust and passwords in words. Pure. */

import type { KnownHost, Member, OwnIdentity } from '../../shared/contract/snapshot.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'
import { type Fingerprint, readableFingerprint } from '../../shared/domain/fingerprint.ts'

const TAG_CHARS = 4

/** The beginning of a key, beside a name that another member has as well. */
export function keyTag(key: Fingerprint): string {
  return readableFingerprint(key).slice(0, TAG_CHARS)
}

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

export function wrongWords(triesLeft: number): string {
  const left =
    triesLeft === 0 ? '' : triesLeft === 1 ? ' One more try.' : ` ${triesLeft} more tries.`
  return `The password is wrong.${left}`
}

const clashes = new WeakMap<readonly Member[], ReadonlySet<Fingerprint>>()

/** Whose name another member has as well. Kept for each list, since every row asks. */
export function clashing(members: readonly Member[]): ReadonlySet<Fingerprint> {
  let found = clashes.get(members)
  if (found === undefined) {
    found = new Set(members.flatMap((member) => (member.clash ? [member.id] : [])))
    clashes.set(members, found)
  }
  return found
}
