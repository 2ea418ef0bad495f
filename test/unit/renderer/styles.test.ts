/**
 * Components and their style sheets, read as they are: each class that a component uses is there,
 * each that is there is used, and no class has a name in plain text or is styled in two files.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../../renderer')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const filesOf = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'))

/** The classes that a style sheet's selectors name. */
function classesOf(css: string): ReadonlySet<string> {
  const bare = css.replace(/\/\*[\s\S]*?\*\/|"[^"]*"/g, '')
  const selectors = [...bare.matchAll(/([^{}]*)\{/g)].map(([, selector = '']) => selector)
  return new Set(
    selectors
      .filter((selector) => !selector.trim().startsWith('@'))
      .flatMap((selector) => [...selector.matchAll(/\.([a-zA-Z_][\w-]*)/g)])
      .map(([, name = '']) => name),
  )
}

const modules = new Map(filesOf('**/*.module.css').map((file) => [file, classesOf(read(file))]))
const components = filesOf('**/*.tsx')

interface Use {
  readonly file: string
  readonly module: string
  readonly name: string
}

/** Every `styles.name` of every import of a module. */
function usesIn(file: string): Use[] {
  const text = read(file)
  const imports = text.matchAll(/^import (\w+) from '(\.[^']+\.module\.css)'$/gm)
  return [...imports].flatMap(([, alias = '', path = '']) => {
    const module = relative(root, join(root, file, '..', path)).replaceAll('\\', '/')
    const names = text.matchAll(new RegExp(`(?<![\\w.'/-])${alias}\\b(?!\\.module)(\\.\\w+)?`, 'g'))
    return [...names]
      .filter(({ index }) => !text.slice(0, index).endsWith('import '))
      .map(([, name = '']) => ({ file, module, name: name.slice(1) }))
  })
}

const uses = components.flatMap(usesIn)

describe('style sheets', () => {
  test('there is something to judge', () => {
    expect(modules.size).toBeGreaterThan(20)
    expect(uses.length).toBeGreaterThan(200)
  })

  test('each class used is there', () => {
    expect(uses.filter(({ module, name }) => modules.get(module)?.has(name) !== true)).toEqual([])
  })

  test('each class that is there is used', () => {
    const used = new Set(uses.map(({ module, name }) => `${module} ${name}`))
    const all = [...modules].flatMap(([file, names]) => [...names].map((name) => `${file} ${name}`))
    expect(all.filter((one) => !used.has(one))).toEqual([])
  })

  test('classes are written in camel case', () => {
    const names = [...modules.values()].flatMap((some) => [...some])
    expect(names.filter((name) => !/^[a-z][a-zA-Z]*$/.test(name))).toEqual([])
  })

  test('no class is global: what all share has custom properties and elements only', () => {
    const shared = filesOf('**/*.css').filter((file) => !file.endsWith('.module.css'))
    expect(shared.sort()).toEqual(['styles/base.css', 'styles/tokens.css'])
    expect(shared.flatMap((file) => [...classesOf(read(file))])).toEqual([])
    expect(components.filter((file) => /className=(["`]|\{["'`])/.test(read(file)))).toEqual([])
  })

  test('a module stands beside a component that uses it, or in ui/ where several do', () => {
    const folder = (file: string) => file.slice(0, file.lastIndexOf('/') + 1)
    const strangers = uses.filter(
      ({ file, module }) => folder(module) !== folder(file) && folder(module) !== 'ui/',
    )
    expect(strangers).toEqual([])
  })
})
