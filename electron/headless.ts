/**
 * `npm run host` and `npm run join`: Tincan without a window, for terminals, scripts and servers.
 */
import { userInfo } from 'node:os'
import { HELP, parseArguments } from './terminal/arguments.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { runTerminal } from './terminal/run.ts'

const parsed = parseArguments(process.argv.slice(2), userInfo().username)
switch (parsed.kind) {
  case 'help':
    process.stdout.write(HELP)
    break
  case 'wrong':
    process.stderr.write(`${parsed.text}\n`)
    process.exitCode = EXIT.usage
    break
  case 'request': {
    const interrupted = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => interrupted.abort())
    }
    // Whoever reads our output may go away first (`| head`): then there is nobody to talk to.
    process.stdout.on('error', () => interrupted.abort())
    const { stdin, stdout, stderr } = process
    process.exitCode = await runTerminal(parsed.request, {
      stdin,
      stdout,
      stderr,
      interrupted: interrupted.signal,
    })
    process.stdin.destroy()
  }
}
