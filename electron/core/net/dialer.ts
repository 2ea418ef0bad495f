/**
 * Opens a TCP connection, tells how far it has come, can be cancelled, and says in a person's
 * words why it failed.
 */
import { promises as dns, type LookupAddress } from 'node:dns'
import { connect, isIP, type Socket } from 'node:net'
import { type Address, formatAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { DIAL_MS, NEXT_ADDRESS_MS, RESOLVE_MS } from '../../../shared/domain/limits.ts'
import type { Clock } from '../clock.ts'

export interface DialOptions {
  readonly clock: Clock
  /** Aborting it ends the dial with `cancelled`. */
  readonly signal: AbortSignal
  onStage(stage: 'resolving' | 'dialing'): void
  /** Handed in by tests; the system's resolver and sockets otherwise. */
  readonly lookup?: (host: string) => Promise<LookupAddress[]>
  readonly connect?: typeof connect
}

/**
 * Connects to an address.
 * @throws {AppError} name_not_found, connection_refused, no_answer, unreachable, dial_failed,
 *   cancelled
 */
export async function dial(address: Address, options: DialOptions): Promise<Socket> {
  const found = await resolve(address, options)
  options.onStage('dialing')
  return limited(options, DIAL_MS, new AppError('no_answer', details(address)), (done, failed) => {
    const socket = (options.connect ?? connect)({
      host: address.host,
      port: address.port,
      noDelay: true,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
      ...(found !== undefined && { lookup: (_host, _options, answer) => answer(null, found) }),
    })
    const fail = (error: Error) => failed(explainDial(error, address))
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      done(socket)
    })
    return () => socket.destroy()
  })
}

async function resolve(
  address: Address,
  options: DialOptions,
): Promise<LookupAddress[] | undefined> {
  // isIP knows no zones; only an IPv6 address has one.
  if (isIP(address.host.split('%')[0] ?? '') !== 0) return undefined
  options.onStage('resolving')
  const missing = new AppError('name_not_found', { field: 'address', host: address.host })
  return limited(options, RESOLVE_MS, missing, (done, failed) => {
    const lookup = options.lookup ?? ((host: string) => dns.lookup(host, { all: true }))
    lookup(address.host).then(
      (found) => (found.length === 0 ? failed(missing) : done(found)),
      (cause: unknown) => failed(new AppError(missing.code, missing.details, { cause })),
    )
    return () => {}
  })
}

/** Runs one step under a time limit and the abort signal; `start` returns what abandons it. */
function limited<T>(
  { clock, signal }: DialOptions,
  ms: number,
  late: AppError,
  start: (done: (value: T) => void, failed: (error: Error) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new AppError('cancelled'))
      return
    }
    const settle = (act: () => void) => {
      stopTimer()
      signal.removeEventListener('abort', onAbort)
      act()
    }
    const giveUp = (error: AppError) =>
      settle(() => {
        abandon()
        reject(error)
      })
    const onAbort = () => giveUp(new AppError('cancelled'))
    const stopTimer = clock.after(ms, () => giveUp(late))
    signal.addEventListener('abort', onAbort)
    const abandon = start(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    )
  })
}

const REFUSED = new Set(['ECONNREFUSED'])
/** Accepted, then thrown out before a word: something is there, but no room. */
const RESET = new Set(['ECONNRESET', 'EPIPE'])
/** Nothing came back at all. */
const UNANSWERED = new Set(['ETIMEDOUT', 'EHOSTDOWN'])
const NO_WAY = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EINVAL',
  'ENODEV',
  'EAFNOSUPPORT',
])

/** A failed `connect` as an AppError. Of several addresses the most telling failure counts. */
export function explainDial(error: Error, address: Address): AppError {
  const causes =
    error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error]
  const codes = causes.map((cause) => (cause as NodeJS.ErrnoException).code ?? cause.message)
  const options = { cause: error }
  if (codes.some((code) => REFUSED.has(code)))
    return new AppError('connection_refused', details(address), options)
  if (codes.some((code) => RESET.has(code)))
    return new AppError('not_tincan', details(address), options)
  if (codes.some((code) => UNANSWERED.has(code)))
    return new AppError('no_answer', details(address), options)
  if (codes.some((code) => NO_WAY.has(code)))
    return new AppError('unreachable', details(address), options)
  return new AppError('dial_failed', { ...details(address), cause: codes.join(', ') }, options)
}

function details(address: Address) {
  return { field: 'address', address: formatAddress(address) }
}
