/**
 * Finds, among the addresses of a room, the first where its host proves its key. Addresses are
 * tried side by side ("happy eyeballs", RFC 8305); a link that shows another key never wins, and
 * of all that were begun only the winner stays.
 *
 * Invariants: not one application byte is written here, to anybody.
 */

import { type Address, formatAddress } from '../../../shared/domain/address.ts'
import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { NEXT_DIAL_MS } from '../../../shared/domain/limits.ts'
import type { Identity } from '../identity/identity.ts'
import { type DialOptions, dial } from './dialer.ts'
import { type SecureLink, secureDialled } from './tls.ts'

export type DialStage = 'resolving' | 'dialing' | 'securing'

export interface DialProvenOptions extends Omit<DialOptions, 'onStage'> {
  readonly identity: Identity
  /** The key that the host must prove. Null takes any, for one address: the caller then judges. */
  readonly expected: Fingerprint | null
  /** How far the dial that has come furthest is; it never goes back. */
  onStage(stage: DialStage): void
}

export type ProvenLink = SecureLink & { readonly address: Address }

const STAGES: readonly DialStage[] = ['resolving', 'dialing', 'securing']

/** The most telling failure first: what a person can do most about. */
const TELLING: readonly ErrorCode[] = [
  'pin_mismatch',
  'not_tincan',
  'connection_refused',
  'no_answer',
  'unreachable',
  'name_not_found',
  'dial_failed',
]

/**
 * Connects to the first of the addresses, best first, whose host proves the expected key.
 * @throws {AppError} pin_mismatch (with address, known and shown) when hosts answered, but none
 *   with that key; else the most telling of what `dial` and `secureDialled` say; cancelled
 * @throws {Error} without an address, or with several and no key to choose by
 */
export function dialProven(
  addresses: readonly Address[],
  options: DialProvenOptions,
): Promise<ProvenLink> {
  if (addresses.length === 0) return Promise.reject(new Error('there is no address to dial'))
  if (options.expected === null && addresses.length > 1) {
    return Promise.reject(new Error('without a key, nobody can choose among addresses'))
  }
  return new Promise((resolve, reject) => {
    new Race(addresses, options, resolve, reject).start()
  })
}

class Race {
  readonly #addresses: readonly Address[]
  readonly #options: DialProvenOptions
  readonly #resolve: (link: ProvenLink) => void
  readonly #reject: (error: unknown) => void
  /** Ends every dial that still runs. */
  readonly #over = new AbortController()
  readonly #failures: { readonly at: number; readonly error: unknown }[] = []
  #next = 0
  #stage = -1
  #stopTimer: () => void = () => {}

  constructor(
    addresses: readonly Address[],
    options: DialProvenOptions,
    resolve: (link: ProvenLink) => void,
    reject: (error: unknown) => void,
  ) {
    this.#addresses = addresses
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
  }

  start(): void {
    const { signal } = this.#options
    if (signal.aborted) {
      this.#reject(new AppError('cancelled'))
      return
    }
    signal.addEventListener('abort', this.#onAbort)
    this.#startNext()
  }

  readonly #onAbort = (): void => {
    this.#end()
    this.#reject(new AppError('cancelled'))
  }

  #startNext(): void {
    this.#stopTimer()
    const at = this.#next
    const address = this.#addresses[at]
    if (address === undefined) return
    this.#next += 1
    if (this.#next < this.#addresses.length) {
      this.#stopTimer = this.#options.clock.after(NEXT_DIAL_MS, () => this.#startNext())
    }
    this.#dial(address).then(
      (link) => this.#arrived(link),
      (error: unknown) => this.#failed(at, error),
    )
  }

  async #dial(address: Address): Promise<ProvenLink> {
    const { identity, expected, clock } = this.#options
    const { signal } = this.#over
    const onStage = (stage: DialStage) => this.#reached(stage)
    const raw = await dial(address, { ...this.#options, signal, onStage })
    onStage('securing')
    const link = await secureDialled(raw, identity, { clock, signal, address })
    if (expected !== null && link.peer !== expected) {
      link.socket.destroy()
      throw new AppError('pin_mismatch', {
        field: 'address',
        address: formatAddress(address),
        known: expected,
        shown: link.peer,
      })
    }
    return { ...link, address }
  }

  #arrived(link: ProvenLink): void {
    // Two may arrive in one turn of the loop; the later of them is one too many.
    if (this.#over.signal.aborted) {
      link.socket.destroy()
      return
    }
    this.#end()
    this.#resolve(link)
  }

  #failed(at: number, error: unknown): void {
    if (this.#over.signal.aborted) return
    this.#failures.push({ at, error })
    if (this.#failures.length === this.#addresses.length) {
      this.#end()
      this.#reject(mostTelling(this.#failures))
    } else {
      this.#startNext()
    }
  }

  #reached(stage: DialStage): void {
    const reached = STAGES.indexOf(stage)
    if (this.#over.signal.aborted || reached <= this.#stage) return
    this.#stage = reached
    this.#options.onStage(stage)
  }

  #end(): void {
    this.#stopTimer()
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    this.#over.abort()
  }
}

/** Of failures alike, the best address's. */
function mostTelling(failures: readonly { readonly at: number; readonly error: unknown }[]) {
  const [first] = failures.toSorted((a, b) => rank(a.error) - rank(b.error) || a.at - b.at)
  return first?.error
}

function rank(error: unknown): number {
  const at = error instanceof AppError ? TELLING.indexOf(error.code) : -1
  return at === -1 ? TELLING.length : at
}
