/** What seals a key on the disk: the system's key store, where there is one. */
import { KEY_STORE_MS } from '../../../shared/domain/limits.ts'
import type { Clock } from '../clock.ts'

export interface Unsealed {
  readonly bytes: Buffer
  /** The store seals with another key by now: what is kept should be sealed anew. */
  readonly outdated: boolean
}

/** Whether there is one is found out by trying; nothing else is to be believed. */
export interface KeyStore {
  /** Seals bytes; rejects where it would only seem to protect them, fails, or is refused. */
  seal(bytes: Buffer): Promise<Buffer>
  /** Opens what {@link seal} sealed, on this computer and for this person only. */
  open(sealed: Buffer): Promise<Unsealed>
}

const none = async (): Promise<never> => {
  throw new Error('there is no key store')
}

/** For terminals and tests: there is none. */
export const noKeyStore: KeyStore = { seal: none, open: none }

/** A store whose calls are given up when it has not answered for `ms`: some never do. */
export function withDeadline(store: KeyStore, clock: Clock, ms = KEY_STORE_MS): KeyStore {
  const within = <T>(answer: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => reject(new Error('it does not answer')))
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          cancel()
          settle(value)
        }
      answer.then(settled(resolve), settled(reject))
    })
  return {
    seal: (bytes) => within(store.seal(bytes)),
    open: (sealed) => within(store.open(sealed)),
  }
}
