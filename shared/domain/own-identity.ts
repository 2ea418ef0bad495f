/** Our own key, as far as it may be shown. */
import type { Fingerprint } from './fingerprint.ts'

/** Who we are. */
export interface OwnIdentity {
  readonly fingerprint: Fingerprint
  /**
   * `system`: the system's key store protects the key. `file`: the file's permissions alone.
   * `later`: these for now, until the key store has shown that it keeps what it is given.
   */
  readonly protection: 'system' | 'file' | 'later'
}
