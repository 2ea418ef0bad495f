/**
 * A bare relay over TLS 1.3: what came in one turn of the loop goes as one shared buffer to
 * everybody, the speaker included. No JSON, no store, no roster; with as much patience for who does
 * not read as Tincan has. What a host can be compared with. `node relay.ts PORT`
 */
import { createServer, type TLSSocket } from 'node:tls'
import { createIdentity } from '../../../electron/core/identity/identity.ts'
import { ALPN } from '../../../electron/core/net/tls.ts'
import { SEND_HIGH_WATER, SEND_QUEUE_BYTES } from '../../../shared/domain/limits.ts'

const NEWLINE = 0x0a
const members = new Set<TLSSocket>()
let parts: Buffer[] = []

function flush(): void {
  const bytes = Buffer.concat(parts)
  parts = []
  for (const member of members) {
    member.write(bytes)
    if (member.writableLength > SEND_QUEUE_BYTES) member.destroy()
    else if (member.writableLength > SEND_HIGH_WATER) member.pause()
  }
}

function take(lines: Buffer): void {
  if (parts.length === 0) setImmediate(flush)
  parts.push(lines)
}

const { key, certificate: cert } = await createIdentity()
const options = { key, cert, minVersion: 'TLSv1.3', ALPNProtocols: [ALPN], noDelay: true } as const
createServer({ ...options, requestCert: true, rejectUnauthorized: false }, (socket) => {
  let rest: Buffer | undefined
  socket.on('error', () => {})
  socket.on('close', () => members.delete(socket))
  socket.on('drain', () => socket.resume())
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    if (!members.has(socket)) {
      from = bytes.indexOf(NEWLINE) + 1
      if (from > 0) {
        members.add(socket)
        socket.write('ok\n')
      }
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1
    if (end > from) take(bytes.subarray(from, end))
    rest = end < bytes.length ? bytes.subarray(end) : undefined
  })
}).listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 1024 })
