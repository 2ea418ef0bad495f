/** Runs the app to its own end, in whichever shell there is, without a window. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { MAIN } from '../../build/built.ts'
import { findElectron } from '../../build/electron-binary.ts'
import { appPathOf } from '../../build/stand-in/app-path.ts'
import { Screen } from '../../build/stand-in/screen.ts'
import { electronSwitches } from './electron-switches.ts'
import { chooseShell } from './shell-choice.ts'

export interface Ran {
  readonly code: number | string
  readonly output: string
}

export interface RunOptions {
  /** The built main script, when it is not the one in `out/`. */
  readonly main?: string
  /** Environment besides this process's own. */
  readonly env?: Readonly<Record<string, string>>
}

export async function runToEnd(
  args: readonly string[],
  { main = MAIN, env = {} }: RunOptions = {},
): Promise<Ran> {
  let output = ''
  const print = (text: string) => {
    output += text
  }
  if (chooseShell().shell === 'stand-in') {
    const screen = new Screen({
      main,
      args,
      env,
      dark: false,
      print,
      answer: async () => 0,
      context: () => Promise.reject(new Error('this run shows no window')),
    })
    screen.page().catch(() => {})
    return { code: await screen.exited, output }
  }
  const child = spawn(
    findElectron() ?? '',
    [...electronSwitches(), appPathOf(dirname(main)), ...args],
    {
      env: { ...process.env, ...env },
    },
  )
  child.stdout.setEncoding('utf8').on('data', print)
  child.stderr.setEncoding('utf8').on('data', print)
  const [code, signal] = await once(child, 'close')
  return { code: code ?? signal, output }
}
