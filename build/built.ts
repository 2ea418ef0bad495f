/** Makes sure that `out/` is built from the sources as they are. */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runNode } from './tools.ts'

const SOURCES = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json']
const STAMP = join(ROOT, 'out', '.built')
const BUILT = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html']

/** The built main script. */
export const MAIN = join(ROOT, 'out', 'main', 'main.js')

/** Builds if a source is newer than the last build. Throws if the build fails. */
export function ensureBuilt(): void {
  if (isCurrent()) return
  // The stamp is of the beginning: a source that changes while the build runs is newer than it.
  const begun = new Date()
  const code = runNode('node_modules/electron-vite/bin/electron-vite.js', [
    'build',
    '--logLevel',
    'warn',
  ])
  if (code !== 0) throw new Error('The build failed; the reason stands above.')
  mkdirSync(join(ROOT, 'out'), { recursive: true })
  writeFileSync(STAMP, '')
  utimesSync(STAMP, begun, begun)
}

function isCurrent(): boolean {
  if (![STAMP, ...BUILT.map((path) => join(ROOT, path))].every((path) => existsSync(path))) {
    return false
  }
  const stamp = statSync(STAMP).mtimeMs
  return SOURCES.every((source) => newest(join(ROOT, source)) < stamp)
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path)
  const inner = statSync(path).isDirectory() ? readdirSync(path) : []
  return Math.max(mtimeMs, ...inner.map((name) => newest(join(path, name))))
}
