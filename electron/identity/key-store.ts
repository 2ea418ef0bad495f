/** What seals a key on the disk: the system's key store, where there is one. */

export interface KeyStore {
  /** Whether it protects at all; false where it would only seem to. */
  available(): Promise<boolean>
  /** Seals bytes; rejects when the store fails or the person refuses it. */
  protect(bytes: Buffer): Promise<Buffer>
  /** Opens what {@link protect} sealed, on this computer and for this person only. */
  unprotect(bytes: Buffer): Promise<Buffer>
}

/** For terminals and tests: there is none. */
export const noKeyStore: KeyStore = {
  available: async () => false,
  protect: async () => {
    throw new Error('there is no key store')
  },
  unprotect: async () => {
    throw new Error('there is no key store')
  },
}
