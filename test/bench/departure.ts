/**
 * `npm run bench:departure [-- MEMBERS]`: how long a host takes to end when all its members were
 * killed at once a moment before. Members are raw peers in a process of their own, so that the
 * host is all that is measured.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { dial } from '../../electron/core/net/dialer.ts'
import { encodeLine } from '../../electron/core/net/lines.ts'
import { secureDialled } from '../../electron/core/net/tls.ts'
import { PROTOCOL_VERSION } from '../../shared/wire/protocol.ts'
import { runHost } from '../support/terminal.ts'

/** Handshakes at once: more only wait for each other. */
const AT_ONCE = 16

/** Joins as so many members, says so, and stays until it is killed. */
async function crowd(port: number, members: number): Promise<void> {
  let next = 0
  const enter = async () => {
    while (next < members) {
      next += 1
      const name = `M ${next}`
      const identity = await createIdentity()
      const signal = new AbortController().signal
      const address = { host: '127.0.0.1', port }
      const raw = await dial(address, { clock: systemClock, signal, onStage: () => {} })
      const { socket } = await secureDialled(raw, identity)
      socket.write(encodeLine({ type: 'hello', version: PROTOCOL_VERSION, capabilities: [], name }))
      const joined = Promise.withResolvers<void>()
      let heard = ''
      const listen = (chunk: Buffer) => {
        heard += chunk
        if (!heard.includes('"joined"')) return
        socket.off('data', listen)
        socket.resume()
        joined.resolve()
      }
      socket.on('data', listen)
      await joined.promise
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, enter))
  process.send?.('in')
}

async function measure(members: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tincan-departure-'))
  const data = ['--data', join(folder, 'data'), '--identity', join(folder, 'key')]
  const rules = ['--per-address', 'all']
  const host = await runHost(...data, ...rules)
  const port = host.address.split(':').at(-1) ?? ''
  const child: ChildProcess = fork(import.meta.filename, ['--crowd', port, String(members)])
  try {
    const started = performance.now()
    await once(child, 'message')
    const joined = performance.now() - started
    child.kill('SIGKILL')
    await once(child, 'exit')
    const killed = performance.now()
    host.child.kill('SIGTERM')
    await host.exit
    console.log(`${members} members join one after the other`.padEnd(58), `${joined.toFixed(0)} ms`)
    console.log(
      `they are killed at once, then the host is told to stop: ends`.padEnd(58),
      `${(performance.now() - killed).toFixed(0)} ms`,
    )
  } finally {
    child.kill('SIGKILL')
    await host[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const [first, port, count] = process.argv.slice(2)
if (first === '--crowd') await crowd(Number(port), Number(count))
else await measure(Number(first ?? 998))
