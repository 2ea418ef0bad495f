/** The beginning of a key, where all of it would be too long. Pure. */
import { type Fingerprint, readableFingerprint } from '../../shared/domain/fingerprint.ts'

const TAG_CHARS = 4

/** The beginning of a key, beside a name that another member has as well. */
export function keyTag(key: Fingerprint): string {
  return readableFingerprint(key).slice(0, TAG_CHARS)
}
