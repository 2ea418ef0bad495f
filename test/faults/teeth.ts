/**
 * Whether the tests bite: plants a fault into a copy of the sources, runs the tests that should
 * catch it there, and tells which did. Our own sources are only read. The copies are removed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { STEP_NET_MS, TEST_NET_MS } from '../support/nets.ts'
import { root } from '../support/terminal.ts'
import { edited } from './edit.ts'
import type { Plant } from './plants.ts'

/** What the tests of a copy said. */
export interface Bite {
  readonly passed: number
  /** Tests that found something wrong, by name. */
  readonly failed: readonly string[]
  /** What tells nothing of a fault: a file that could not be loaded, a test that never ended. */
  readonly broken: readonly string[]
}

/** All that the tests need of the project. */
const COPIED = [
  ...['electron', 'renderer', 'shared', 'build', 'test', 'docs'],
  ...['package.json', 'tsconfig.json', 'tsconfig.base.json'],
]

/** Its own cache, so that two runs do not write into one; no reconnects, no other reporters. */
const CONFIG = `export default {
  cacheDir: '.cache',
  test: { include: ['test/**/*.test.ts'], testTimeout: ${STEP_NET_MS}, maxWorkers: 1 },
}
`

/**
 * Runs `tests` on a copy of the sources with the plant in it.
 * @param plant null: the sources as they are
 * @throws {Error} when the plant does not fit the sources
 */
export async function bite(plant: Plant | null, tests: readonly string[]): Promise<Bite> {
  const folder = await mkdtemp(join(tmpdir(), 'tincan-teeth-'))
  try {
    for (const name of COPIED) await cp(join(root, name), join(folder, name), { recursive: true })
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, 'vitest.config.ts'), CONFIG)
    for (const edit of plant?.edits ?? []) {
      const file = join(folder, edit.file)
      await writeFile(file, edited(await readFile(file, 'utf8'), edit))
    }
    return await runTests(folder, tests)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runTests(folder: string, tests: readonly string[]): Promise<Bite> {
  const report = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const options = ['run', ...tests, '--root', folder, '--reporter=json', `--outputFile=${report}`]
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: folder,
    env: ownEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TEST_NET_MS,
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  await once(child, 'close')
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return { passed: 0, failed: [], broken: [`no report: ${output}`] }
  return biteOf(JSON.parse(text) as Report, tests)
}

/** The part of vitest's JSON report that is read here (the format of Jest's). */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** A test that was cut off by its net has not bitten: a busy machine does the same to it. */
const CUT_OFF = /^(TestTimeoutError|Error): (Test|Hook) timed out/

export function biteOf({ testResults }: Report, tests: readonly string[]): Bite {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const empty = testResults.filter(({ assertionResults }) => assertionResults.length === 0)
  const missing = tests.filter((test) => !testResults.some(({ name }) => name.endsWith(test)))
  const failed = all.filter(({ status }) => status === 'failed')
  const cutOff = failed.filter(({ failureMessages = [] }) =>
    failureMessages.some((message) => CUT_OFF.test(message)),
  )
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    failed: failed.filter((one) => !cutOff.includes(one)).map(({ fullName }) => fullName),
    broken: [
      ...empty.map(({ name, message }) => `${name} could not be run: ${message}`),
      ...missing.map((test) => `${test} is not there`),
      ...cutOff.map(({ fullName }) => `${fullName} did not end`),
    ],
  }
}

/** A vitest inside a vitest must not take itself for the outer one. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env)
  return Object.fromEntries(entries.filter(([name]) => !/^(VITEST|NODE_ENV$|TEST$)/.test(name)))
}
