/**
 * TLS 1.3 over a connected socket, both sides with a certificate, and the proof of who the peer
 * is: its key's fingerprint, taken before any application byte is read or written.
 *
 * Certificates are not checked against authorities: there are none. What is checked is the key
 * itself, against an invite, the known hosts or a person's eyes. {@link common} is therefore the
 * one place in Tincan that turns certificate verification off, and a test holds that.
 *
 * Only what OpenSSL (Node) and BoringSSL (Electron) both do is used; ciphers and groups stay at
 * their defaults. Renegotiation does not exist in TLS 1.3, early data is never offered or taken.
 */
import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type SecureContext,
  TLSSocket,
} from 'node:tls'
import { type Address, formatAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { HANDSHAKE_MS } from '../../../shared/domain/limits.ts'
import { type Clock, systemClock } from '../clock.ts'
import { type Identity, p256FingerprintOf } from '../identity/identity.ts'
import { explainDial } from './dialer.ts'

/** The protocol's name in TLS (RFC 7301). A peer that does not say it is no Tincan. */
export const ALPN = 'tincan/1'

/** A connection whose other end has proven its key. */
export interface SecureLink {
  /** Nothing was read from it or written to it yet. Its errors are followed by `close`. */
  readonly socket: TLSSocket
  readonly peer: Fingerprint
  /** 32 bytes that only the two ends of this very connection know (RFC 9266, tls-exporter). */
  readonly binding: Buffer
}

export interface SecureOptions {
  /** Limits the handshake to HANDSHAKE_MS; the system's clock where none is given. */
  readonly clock?: Clock
  /** Aborting it destroys the socket and ends the handshake with `cancelled`. */
  readonly signal?: AbortSignal
  /** What the person knows the other side as, for the words of an error. */
  readonly address?: Address
}

/** One for all connections of an identity: each would take memory and time of its own. */
const contexts = new WeakMap<Identity, SecureContext>()

function contextOf(identity: Identity): SecureContext {
  const known = contexts.get(identity)
  if (known !== undefined) return known
  const context = createSecureContext({
    key: identity.key,
    cert: identity.certificate,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
  })
  contexts.set(identity, context)
  return context
}

/** TLS settings of both sides. */
function common(identity: Identity) {
  return {
    secureContext: contextOf(identity),
    ALPNProtocols: [ALPN],
    requestCert: true,
    // No authorities: the key is compared by fingerprint instead, in `judge` and by the caller.
    rejectUnauthorized: false,
  } as const
}

/**
 * Secures a socket that was accepted. Resolves when the peer's key is proven; rejects, with the
 * socket destroyed and nothing said, for whatever else comes.
 * @throws {AppError} not_tincan, no_answer, unreachable, cancelled
 */
export function secureAccepted(
  socket: Socket,
  identity: Identity,
  options: SecureOptions = {},
): Promise<SecureLink> {
  return proven(socket, 'secure', options, () => {
    return new TLSSocket(socket, { ...common(identity), isServer: true })
  })
}

/**
 * Secures a socket that was dialled. That the key is the right one is the caller's to see, before
 * it writes: `dialProven` does.
 * @throws {AppError} not_tincan when the other side does not speak TLS 1.3 as `tincan/1` in time;
 *   no_answer or unreachable when the network failed meanwhile; cancelled
 */
export function secureDialled(
  socket: Socket,
  identity: Identity,
  options: SecureOptions = {},
): Promise<SecureLink> {
  return proven(socket, 'secureConnect', options, () => {
    // No server name is sent: there is nothing to choose by it, and nobody on the way needs it.
    const settings: ConnectionOptions = { ...common(identity), socket }
    return connect(settings)
  })
}

function proven(
  raw: Socket,
  event: 'secure' | 'secureConnect',
  { clock = systemClock, signal, address }: SecureOptions,
  start: () => TLSSocket,
): Promise<SecureLink> {
  return new Promise((resolve, reject) => {
    // An error that nobody hears would end the process; `close` tells its story.
    raw.on('error', ignore)
    const known = address ?? remoteOf(raw)
    if (signal?.aborted === true || raw.destroyed) {
      raw.destroy()
      const cause = new Error('closed before the handshake')
      reject(signal?.aborted === true ? new AppError('cancelled') : explain(cause, known))
      return
    }
    const socket = begin(raw, start)
    socket.on('error', ignore)
    const settle = () => {
      stopTimer()
      signal?.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      socket.off('close', onClose)
      socket.off(event, onSecure)
    }
    const fail = (error: AppError) => {
      settle()
      socket.destroy()
      raw.destroy()
      reject(error)
    }
    const onError = (error: Error) => fail(explain(error, known))
    const onClose = () => fail(explain(new Error('closed during the handshake'), known))
    const onAbort = () => fail(new AppError('cancelled'))
    const onSecure = () => {
      try {
        const link = judge(socket)
        settle()
        resolve(link)
      } catch (error) {
        fail(explain(error, known))
      }
    }
    const late = new Error('the handshake took too long')
    const stopTimer = clock.after(HANDSHAKE_MS, () => fail(explain(late, known)))
    signal?.addEventListener('abort', onAbort)
    socket.once('error', onError)
    socket.once('close', onClose)
    socket.once(event, onSecure)
  })
}

/** A key that TLS does not take is a fault of ours: it is thrown on, with nothing left open. */
function begin(raw: Socket, start: () => TLSSocket): TLSSocket {
  try {
    return start()
  } catch (error) {
    raw.destroy()
    throw error
  }
}

/** What must hold of a finished handshake; throws where it does not. */
function judge(socket: TLSSocket): SecureLink {
  if (socket.getProtocol() !== 'TLSv1.3') throw new Error('not TLS 1.3')
  if (socket.alpnProtocol !== ALPN) throw new Error('not tincan/1')
  if (socket.isSessionReused()) throw new Error('a resumed session')
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) throw new Error('no certificate')
  return {
    socket,
    peer: p256FingerprintOf(certificate),
    binding: socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
  }
}

/** A network that fails is not the peer's fault; all else says that this is no Tincan. */
function explain(error: unknown, address: Address): AppError {
  if (error instanceof Error) {
    const dialled = explainDial(error, address)
    if (dialled.code === 'no_answer' || dialled.code === 'unreachable') return dialled
  }
  const details = { field: 'address', address: formatAddress(address) }
  return new AppError('not_tincan', details, { cause: error })
}

function remoteOf(socket: Socket): Address {
  return { host: socket.remoteAddress ?? 'unknown', port: socket.remotePort ?? 0 }
}

function ignore(): void {}
