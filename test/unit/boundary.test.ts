/**
 * What may import what. Read from the sources as they are, so that a new file is judged too.
 */
import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const sources = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/(?:from|import|import\(|require\()\s*['"]([^'"]+)['"]/g)
  return [...found].map((match) => match[1] ?? '')
}

const isNode = (specifier: string) =>
  specifier.startsWith('node:') || builtinModules.includes(specifier)

/** Top folder of a relative import, such as `electron` or `shared`. */
function folderOf(file: string, specifier: string): string {
  const path = relative(root, normalize(join(root, file, '..', specifier)))
  return path.split('/')[0] ?? ''
}

describe('boundaries', () => {
  test('there is something to judge', () => {
    expect(sources('electron/**/*.ts').length).toBeGreaterThan(20)
    expect(sources('renderer/**/*.{ts,tsx}').length).toBeGreaterThan(5)
    expect(sources('shared/**/*.ts').length).toBeGreaterThan(5)
  })

  test('electron is imported by main, preload and desktop/ only', () => {
    const importers = [
      ...sources('electron/**/*.ts'),
      ...sources('shared/**/*.ts'),
      ...sources('renderer/**/*.{ts,tsx}'),
    ]
      .filter((file) => importsOf(file).some((specifier) => specifier.startsWith('electron')))
      .filter((file) => !/^electron\/(main\.ts|preload\.ts|desktop\/)/.test(file))
    expect(importers).toEqual([])
  })

  test('nothing blocks the main process with a box: only faults.ts has one, for before ready', () => {
    const BLOCKS = /\.showErrorBox|\.show\w+Sync\b/
    const blocking = sources('electron/**/*.ts').filter((file) =>
      BLOCKS.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(blocking).toEqual(['electron/desktop/faults.ts'])
  })

  test('the entry imports what decides before ready, and no more', () => {
    const loaded = (file: string): string[] => {
      const text = readFileSync(join(root, file), 'utf8')
      const imports = text.matchAll(/^import (?!type )[^'"]*['"](\.[^'"]+)['"]/gm)
      const paths = [...imports].map(([, path = '']) =>
        relative(root, normalize(join(root, file, '..', path))).replaceAll('\\', '/'),
      )
      return [file, ...paths.flatMap(loaded)]
    }
    expect([...new Set(loaded('electron/main.ts'))].sort()).toEqual([
      'electron/core/clock.ts',
      'electron/desktop/app-files.ts',
      'electron/desktop/app-scheme.ts',
      'electron/desktop/faults.ts',
      'electron/desktop/launch-options.ts',
      'electron/desktop/lock.ts',
      'electron/desktop/navigation.ts',
      'electron/main.ts',
      'shared/domain/assert-never.ts',
      'shared/domain/limits.ts',
      'shared/domain/time.ts',
    ])
  })

  test('renderer and shared know no Node', () => {
    const files = [...sources('shared/**/*.ts'), ...sources('renderer/**/*.{ts,tsx}')]
    expect(files.filter((file) => importsOf(file).some(isNode))).toEqual([])
  })

  test('renderer takes from shared and itself, shared from itself alone', () => {
    const strangers = (files: string[], allowed: string[]) =>
      files.flatMap((file) =>
        importsOf(file)
          .filter(
            (specifier) =>
              specifier.startsWith('.') && !allowed.includes(folderOf(file, specifier)),
          )
          .map((specifier) => `${file} -> ${specifier}`),
      )
    expect(strangers(sources('renderer/**/*.{ts,tsx}'), ['renderer', 'shared'])).toEqual([])
    expect(strangers(sources('shared/**/*.ts'), ['shared'])).toEqual([])
    expect(strangers(sources('electron/**/*.ts'), ['electron', 'shared'])).toEqual([])
  })

  test('the system’s clocks are read in one file of each process', () => {
    const READS = /Date\.now|performance\.(now|timeOrigin)|hrtime|new Date\(\)|(?<![\w.])Date\(\)/
    const readers = [
      ...sources('electron/**/*.ts'),
      ...sources('shared/**/*.ts'),
      ...sources('renderer/**/*.{ts,tsx}'),
    ].filter((file) => READS.test(readFileSync(join(root, file), 'utf8')))
    expect(readers.sort()).toEqual(['electron/core/clock.ts', 'renderer/store/clock.ts'])
  })

  test('the pure middle knows no socket, clock, file or id', () => {
    const impure = sources('electron/{room,session}/*.ts')
      .filter((file) => !/-(service|ports|steps)\.ts$/.test(file))
      .filter(
        (file) =>
          importsOf(file).some(isNode) ||
          /Date\.now|Math\.random|setTimeout/.test(readFileSync(join(root, file), 'utf8')),
      )
    expect(impure).toEqual([])
  })
})
