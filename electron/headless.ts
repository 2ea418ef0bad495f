/**
 * `npm run host` and `npm run join`: Tincan without a window, for terminals, scripts and servers.
 */
import { HELP, parseArguments } from './terminal/arguments.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { runTerminal } from './terminal/run.ts'
import { unblocked } from './terminal/unblock.ts'
import { systemUserName } from './terminal/user-name.ts'
import { visible } from './terminal/visible.ts'

const { stdin } = process
const [stdout, stderr] = [unblocked(process.stdout, 1), unblocked(process.stderr, 2)]
const parsed = parseArguments(process.argv.slice(2), systemUserName)
switch (parsed.kind) {
  case 'help':
    stdout.on('error', () => {
      process.exitCode = EXIT.output
    })
    stdout.write(HELP)
    break
  case 'wrong':
    stderr.on('error', () => {})
    stderr.write(`${visible(parsed.text)}\n`)
    process.exitCode = EXIT.usage
    break
  case 'request': {
    const interrupted = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => interrupted.abort())
    }
    process.exitCode = await runTerminal(parsed.request, {
      stdin,
      stdout,
      stderr,
      interrupted: interrupted.signal,
    })
    stdin.destroy()
    // Who does not take the last lines must not keep the program from ending.
    if (stdout.writableLength > 0 || stderr.writableLength > 0) process.exit()
  }
}
