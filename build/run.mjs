/**
 * `node build/run.mjs SCRIPT.ts [ARGUMENT…]`: runs a script of the project, or says what is
 * wrong. Plain JavaScript, because it must be understood by the Node that is too old: npm puts
 * Node 24 (the package `node`) before the machine's own, unless its install script was blocked.
 */
import * as module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [script, ...args] = process.argv.slice(2)

if (!process.features.typescript) {
  console.error(
    `Tincan's scripts need Node 24, which comes with "npm ci" as the package "node", but this is Node ${process.versions.node}: run them through npm, and if you did, run "npm rebuild node" because its install script was blocked.`,
  )
  process.exit(1)
}

// Half of a start would go into taking the types out and compiling; threads hear of it by the
// environment. Not in the system's folder for passing files, where others could put code for us.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/compiled')
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)

const path = join(import.meta.dirname, '..', script)
process.argv = [process.execPath, path, ...args]
await import(pathToFileURL(path).href)
