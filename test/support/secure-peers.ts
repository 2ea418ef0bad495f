/** Peers for tests of TLS on loopback: listeners of ours, and certificates of every wrong kind. */
import { execFile } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Identity } from '../../electron/core/identity/identity.ts'
import { type SecureLink, type SecureOptions, secureAccepted } from '../../electron/core/net/tls.ts'

export interface Listening {
  readonly port: number
  /** Every socket that was accepted, in order. */
  readonly sockets: readonly Socket[]
  /** Ends every connection; no handle of it stays. */
  close(): Promise<void>
}

/** A TCP server on loopback that gives every socket to `accept`. */
export async function serve(accept: (socket: Socket) => void): Promise<Listening> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    accept(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    sockets,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export interface SecureListening extends Listening {
  /** How each handshake ended, in the order of the connections. */
  outcome(at?: number): Promise<PromiseSettledResult<SecureLink>>
  /** Application bytes heard so far, over all links. */
  heard(): number
}

/** A host of ours, as far as TLS: it secures what it accepts and counts what it is told. */
export async function serveSecure(
  identity: Identity,
  options: SecureOptions = {},
): Promise<SecureListening> {
  const slots: PromiseWithResolvers<PromiseSettledResult<SecureLink>>[] = []
  const slot = (at: number) => {
    slots[at] ??= Promise.withResolvers()
    return slots[at]
  }
  let bytes = 0
  let accepted = 0
  const listening = await serve((socket) => {
    const { resolve } = slot(accepted)
    accepted += 1
    secureAccepted(socket, identity, options).then(
      (value) => {
        value.socket.on('data', (chunk) => {
          bytes += chunk.length
        })
        resolve({ status: 'fulfilled', value })
      },
      (reason: unknown) => resolve({ status: 'rejected', reason }),
    )
  })
  return { ...listening, outcome: (at = 0) => slot(at).promise, heard: () => bytes }
}

/** Resolves when a socket is closed, with all the bytes that came before. */
export function heardUntilClosed(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks))))
}

/** A key and certificate that Tincan does not make, by the openssl command. */
export async function foreignCertificate(folder: string, name: string, kind: readonly string[]) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const request = ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=x', '-keyout', key]
  await promisify(execFile)('openssl', [...request, '-out', cert, '-newkey', ...kind])
  return { key, cert }
}
