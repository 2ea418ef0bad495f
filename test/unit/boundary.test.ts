/**
 * What may import what. Read from the sources as they are, so that a new file is judged too.
 */
import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize, relative } from 'node:path'
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

/** Where a relative import leads, from the root. */
const pathOf = (file: string, specifier: string) =>
  specifier.startsWith('.')
    ? relative(root, normalize(join(root, dirname(file), specifier))).replaceAll('\\', '/')
    : specifier

/** The files of the window that one of them imports. */
function renderersOf(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.css'))
    .map((specifier) => relative(root, normalize(join(root, file, '..', specifier))))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.startsWith('renderer/'))
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

  test('a box or a dialog is always on a window: without one, macOS blocks', () => {
    const owners = sources('electron/**/*.ts').flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const calls = text.matchAll(/\.show(?:MessageBox|SaveDialog|OpenDialog)\(\s*(\w+)(,?)/g)
      return [...calls].map(([, first, second]) => `${file}: ${first}${second}`)
    })
    expect(owners.sort()).toEqual([
      'electron/desktop/box.ts: window,',
      'electron/desktop/save-as.ts: window,',
    ])
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
      'electron/desktop/box.ts',
      'electron/desktop/data-folder.ts',
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

  test('in the window a feature knows what all share and no other feature, and is known by none', () => {
    const files = sources('renderer/**/*.{ts,tsx}')
    /** `store`, `ui`, `features/chat` …, or nothing for what puts the window together. */
    const partOf = (path: string) => /^(?:renderer\/)?(features\/\w+|store|ui)\//.exec(path)?.[1]
    const known: Readonly<Record<string, readonly string[]>> = {
      store: ['store'],
      ui: ['store', 'ui'],
    }
    const strangers = files.flatMap((file) => {
      const part = partOf(file)
      if (part === undefined) return []
      const allowed = known[part] ?? ['store', 'ui', part]
      return renderersOf(file).flatMap((path) => {
        const there = partOf(path)
        return there !== undefined && allowed.includes(there) ? [] : [`${file} -> ${path}`]
      })
    })
    expect(strangers).toEqual([])
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

  test('in the core, rooms/ alone knows what windows say and see', () => {
    const knowing = sources('electron/core/**/*.ts').filter((file) =>
      importsOf(file).some((path) => path.includes('shared/contract/')),
    )
    expect([...new Set(knowing.map(dirname))]).toEqual(['electron/core/rooms'])
  })

  test('rules take values alone: of what acts they know types, and no clock, chance or timer', () => {
    const rules = sources('electron/core/*/rules/*.ts')
    expect(rules.length).toBeGreaterThan(12)
    const acting = rules.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const values = [...text.matchAll(/^import (?!type )[^'"]*['"]([^'"]+)['"]/gm)]
        .map(([, specifier = '']) => pathOf(file, specifier))
        .filter((path) => path !== 'immutable')
        .filter((path) => !/^(electron\/core\/\w+\/rules|shared)\//.test(path))
      return values.length > 0 || /Date\.now|Math\.random|setTimeout|crypto/.test(text)
    })
    expect(acting).toEqual([])
  })
})

describe('the floors', () => {
  const files = ['electron/**/*.ts', 'shared/**/*.ts', 'renderer/**/*.{ts,tsx}']
    .flatMap(sources)
    .filter((file) => !file.endsWith('.d.ts'))
  const arrows = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => /^\..*\.tsx?$/.test(specifier))
      .map((specifier) => ({ from: file, to: pathOf(file, specifier) })),
  )

  /** From the top: entries, fronts, core beside renderer, shared. */
  const FLOORS: readonly (readonly [floor: number, files: RegExp])[] = [
    [0, /^electron\/(main|preload|headless)\.ts$|^renderer\/main\.tsx$/],
    [1, /^electron\/(app|desktop|ipc|terminal)\//],
    [2, /^electron\/core\//],
    [2, /^renderer\//],
    [3, /^shared\//],
  ]
  const floorOf = (file: string) => FLOORS.findIndex(([, pattern]) => pattern.test(file))

  test('every file has its floor', () => {
    expect(files.filter((file) => floorOf(file) === -1)).toEqual([])
  })

  test('no arrow runs up, and core and renderer do not know each other', () => {
    const wrong = arrows.filter(({ from, to }) => {
      const [below, above] = [FLOORS[floorOf(from)], FLOORS[floorOf(to)]]
      return below !== above && (below?.[0] ?? 0) >= (above?.[0] ?? 0)
    })
    expect(wrong).toEqual([])
  })

  test.each([
    ['file', (file: string) => file],
    ['folder', (file: string) => (floorOf(file) === 0 ? file : dirname(file))],
  ])('no %s stands in a circle', (_, nodeOf) => {
    const graph = new Map<string, Set<string>>()
    for (const { from, to } of arrows) {
      const [one, other] = [nodeOf(from), nodeOf(to)]
      if (one !== other) graph.set(one, (graph.get(one) ?? new Set()).add(other))
    }
    expect(circleIn(graph)).toEqual([])
  })

  test('a circle would be found', () => {
    const graph = (...pairs: [string, string][]) =>
      new Map(pairs.map(([from, to]) => [from, new Set([to])]))
    expect(circleIn(graph(['a', 'b'], ['b', 'c'], ['c', 'b']))).toEqual(['b', 'c', 'b'])
    expect(circleIn(graph(['a', 'b'], ['b', 'c']))).toEqual([])
  })
})

/** The first circle of a graph, or nothing. */
function circleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>()
  const walk = (node: string, path: readonly string[]): string[] => {
    const seen = path.indexOf(node)
    if (seen !== -1) return [...path.slice(seen), node]
    if (done.has(node)) return []
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node])
      if (circle.length > 0) return circle
    }
    done.add(node)
    return []
  }
  for (const node of graph.keys()) {
    const circle = walk(node, [])
    if (circle.length > 0) return circle
  }
  return []
}
