/** A signal that comes early is heard as well. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { parseArguments } from '../../electron/terminal/arguments.ts'
import { runTerminal } from '../../electron/terminal/run.ts'
import { Loopback } from '../support/loopback.ts'

test.each(['host', 'join'] as const)(
  'a %s that is told to stop before it has begun ends with 0',
  async (mode) => {
    await using net = new Loopback()
    // Whoever joins waits for a word that nobody says.
    const ann = await net.host('Ann', { approving: true })
    const where =
      mode === 'join'
        ? [ann.address, '--trust-first-use']
        : ['--address', '127.0.0.1', '--port', '0']
    const parsed = parseArguments([mode, ...where, '--name', 'Bob'], () => '')
    if (parsed.kind !== 'request') throw new Error('these arguments are right')
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    for (const stream of [stdout, stderr]) stream.resume()
    const interrupted = AbortSignal.abort()
    expect(await runTerminal(parsed.request, { stdin, stdout, stderr, interrupted })).toBe(0)
  },
)
