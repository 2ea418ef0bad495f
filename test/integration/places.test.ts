/** Where members come from, with real sockets. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { encodeLine, LineDecoder } from '../../electron/core/net/lines.ts'
import { secureDialled } from '../../electron/core/net/tls.ts'
import { LINE_BYTES } from '../../shared/domain/limits.ts'
import { PROTOCOL_VERSION, parseHostLine } from '../../shared/wire/protocol.ts'
import { Loopback } from '../support/loopback.ts'

/** Comes from an address of this computer; answers `in`, or the code of the refusal. */
async function comeFrom(localAddress: string, port: number, name: string): Promise<string> {
  const raw = connect({ host: '127.0.0.1', port, localAddress })
  const { socket } = await secureDialled(raw, await createIdentity())
  const hello = { type: 'hello', version: PROTOCOL_VERSION, capabilities: [], name }
  const decoder = new LineDecoder(LINE_BYTES)
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    for (const line of decoder.push(chunk as Buffer)) {
      const parsed = parseHostLine(line)
      if (parsed.kind !== 'message') continue
      if (parsed.message.type === 'welcome') socket.write(encodeLine(hello))
      if (parsed.message.type === 'refused') return parsed.message.code
      if (parsed.message.type === 'joined') {
        socket.resume()
        return 'in'
      }
    }
  }
  return 'closed'
}

// Only on Linux is all of 127.0.0.0/8 there without having been set up.
test.skipIf(process.platform !== 'linux')(
  'once the room is half full, one address has an eighth of it, until the host allows more',
  async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { capacity: 16 })
    const { port } = ann.hosted
    const from = (address: string, name: string) => comeFrom(address, port, name)
    for (let n = 1; n < 8; n += 1) expect(await from('127.0.0.2', `B ${n}`)).toBe('in')
    expect(await from('127.0.0.2', 'B 8')).toBe('address_full')
    expect(await from('127.0.0.3', 'C 1')).toBe('in')
    expect(await from('127.0.0.3', 'C 2')).toBe('in')
    expect(await from('127.0.0.3', 'C 3')).toBe('address_full')
    const cem = net.join(ann.address, 'Cem')
    expect((await cem).session.connection.phase).toBe('live')
    ann.hosted.room.moderate({ type: 'perAddress', places: 'all' })
    expect(await from('127.0.0.2', 'B 8')).toBe('in')
  },
)
