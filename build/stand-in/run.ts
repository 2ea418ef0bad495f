/**
 * Entry of the app's process: `node run.ts MAIN [ARGUMENT…]`. Puts the stand-in in the place of
 * the module `electron`, runs the built main process unchanged, then reports it ready. Electron
 * does not promise to hold `ready` back for an entry that awaits at its top level, so the
 * stand-in takes none: `require` refuses such a module, or one that imports such a module.
 */
import { createRequire, registerHooks } from 'node:module'
import { dirname, resolve } from 'node:path'
import { standIn } from './app.ts'
import { appPathOf } from './app-path.ts'
import { hearScreen } from './hear.ts'
import { listen } from './link.ts'

const [main, ...args] = process.argv.slice(2)
if (main === undefined) throw new Error('Which main script?')
const entry = resolve(main)

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
})

listen(hearScreen)
// As Electron has words of its own on stderr: a spec that takes none for granted fails here too.
if (process.env.TINCAN_STAND_IN_WARNS) process.stderr.write('WARNING: the stand-in warns.\n')
const appPath = appPathOf(dirname(entry))
process.argv = [process.execPath, appPath, ...args]
standIn.locate(appPath)
createRequire(import.meta.url)(entry)
standIn.becomeReady()
