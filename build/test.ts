/**
 * `npm test [-- ARGUMENT…]`: sees to what the tests need beyond npm's packages, builds, and runs
 * vitest with the arguments. As root on Debian what is missing is installed; elsewhere asked for.
 */
import { ensureBuilt } from './built.ts'
import { ensureChromium } from './chromium.ts'
import { fail, installPackages, onPath, runNode } from './tools.ts'

/** Programs that play the other side in some tests, and the Debian package of each. */
const PROGRAMS = { python3: 'python3', nc: 'netcat-openbsd' } as const

function ensurePrograms(): void {
  const missing = Object.entries(PROGRAMS).filter(([name]) => onPath([name]) === undefined)
  if (missing.length === 0) return
  installPackages(missing.map(([, name]) => name))
  const still = missing.filter(([name]) => onPath([name]) === undefined)
  if (still.length === 0) return
  const packages = still.map(([, name]) => name).join(' ')
  throw new Error(
    `The tests need ${still.map(([name]) => name).join(' and ')} on the PATH: install it (on Debian: apt-get install ${packages}).`,
  )
}

try {
  ensureChromium()
  ensurePrograms()
  ensureBuilt()
} catch (error) {
  fail(error)
}
process.exit(runNode('node_modules/vitest/vitest.mjs', ['run', ...process.argv.slice(2)]))
