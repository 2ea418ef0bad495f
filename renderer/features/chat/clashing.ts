/** Names that two members have. Pure. */

import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { Member } from '../../../shared/domain/session.ts'

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
