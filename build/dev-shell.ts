/** Started by electron-vite in Electron's place: the stand-in shell, with its page from Vite. */
import { runStandIn } from './stand-in.ts'
import { fail } from './tools.ts'

runStandIn(process.argv.slice(2), 'Electron is not here.').then((code) => process.exit(code), fail)
