/**
 * Keeps all documents honest: links lead somewhere, files and commands that they name exist, the
 * commands are explained, the glossary is in order, decisions have their form, and editors are told what Biome holds.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const MADE = ['node_modules', 'out', 'dist', 'artifacts']
const documents = globSync(['**/*.md', '.github/**/*.md'], { cwd: root, exclude: MADE })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
const contributing = read('CONTRIBUTING.md')

/** A document without what is shown as it is written. */
const withoutBlocks = (text: string) => text.replace(/^```.*?^```$/gms, '')
const withoutCode = (text: string) => withoutBlocks(text).replace(/`[^`\n]*`/g, '')

/** The anchors of a document, as GitHub makes them of its headings. */
function anchorsOf(file: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutBlocks(read(file)).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim()
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`
    anchors.add(anchor)
  }
  return anchors
}

function linksOf(file: string): string[] {
  const found = withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)/gm)
  return [...found]
    .map(([, inline, below]) => inline ?? below ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
}

/** What is wrong with a relative link; undefined when it leads to a file, and an anchor, that is. */
function faultOf(from: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#')
  const to = path === '' ? from : normalize(join(dirname(from), decodeURI(path)))
  if (!existsSync(join(root, to))) return `${link}: there is no ${to}`
  if (anchor === undefined) return undefined
  return anchorsOf(to).has(anchor) ? undefined : `${link}: ${to} has no such heading`
}

const sources = globSync('**/*', { cwd: root, exclude: MADE }).map(
  (file) => `/${file.replaceAll('\\', '/')}`,
)
/** Of a package that we use, and named as that. */
const OTHERS = ['electron.d.ts']
const FILE = /^[\w@.-]+(?:\/[\w@.-]+)*\.(?:[cm]?[jt]s|tsx|py|md|css|html|sql|ya?ml)$/
const FOLDER = /^[\w@.-]+(?:\/[\w@.-]+)*\/$/

/**
 * The files and folders of ours that a text names in back-ticks, by their endings: what is data
 * (`messages.db`) and what is made (`out/`) is not in the tree.
 */
function pathsIn(text: string): string[] {
  const words = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word)
  return words.filter(
    (word) =>
      (FILE.test(word) || FOLDER.test(word)) &&
      !OTHERS.includes(word) &&
      !MADE.includes(word.split('/')[0] ?? ''),
  )
}

/** Whether a path, or the end of one, is in the tree: documents leave out what is clear. */
function inTree(path: string): boolean {
  const end = `/${path.replace(/\/$/, '')}`
  return sources.some((file) => file.endsWith(end))
}

describe('documents', () => {
  test('there is something to judge', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/decisions/README.md']))
    expect(documents.some((file) => file.startsWith('.github/'))).toBe(true)
    expect(documents.flatMap(linksOf).length).toBeGreaterThan(40)
  })

  test.each(documents)('the links of %s lead to what exists', (file) => {
    const faults = linksOf(file).map((link) => faultOf(file, link))
    expect(faults.filter((fault) => fault !== undefined)).toEqual([])
  })

  test.each(documents)('the files and folders that %s names exist', (file) => {
    expect(pathsIn(read(file)).filter((path) => !inTree(path))).toEqual([])
  })

  test('a name that is wrong, or has its folder wrong, is noticed', () => {
    const text =
      '`driver.ts`, `core/driver.ts`, `host/driver.ts`, `drivers.ts`, `core/hosts/`, `hosts/`'
    const wrong = pathsIn(text).filter((path) => !inTree(path))
    expect(wrong).toEqual(['host/driver.ts', 'drivers.ts', 'core/hosts/', 'hosts/'])
    expect(documents.flatMap((file) => pathsIn(read(file))).length).toBeGreaterThan(150)
  })

  test.each(documents)('the npm commands that %s names exist', (file) => {
    const named = read(file).matchAll(/\bnpm (?:run (?:--silent )?([a-z][a-z:-]*)|(start|test))\b/g)
    const unknown = [...named].map(([, script, short]) => script ?? short ?? '')
    expect(unknown.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
  })
})

describe('CONTRIBUTING.md', () => {
  test.each(Object.keys(scripts))('says what the script %s is for', (script) => {
    const command = script === 'start' || script === 'test' ? script : `run ${script}`
    expect(contributing).toMatch(new RegExp(`^\\| \`npm ${command}\` \\| \\w`, 'm'))
  })

  test('has a glossary whose terms are sorted and unique, each in a line', () => {
    const glossary = contributing.split('\n## Glossary\n')[1] ?? ''
    const lines = glossary.split('\n').filter((line) => line.startsWith('- '))
    const terms = lines.map((line) => /^- \*\*([^*]+)\*\*: \S.*\.$/.exec(line)?.[1] ?? line)
    expect(terms.length).toBeGreaterThan(40)
    expect(terms).toEqual([...new Set(terms)].sort())
  })
})

describe('docs/decisions/', () => {
  const records = documents.filter((file) => /^docs\/decisions\/\d/.test(file))

  test('are numbered without holes, and all in the index, in their order', () => {
    const names = records.map((file) => file.slice('docs/decisions/'.length))
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, n) => n + 1))
    const listed = linksOf('docs/decisions/README.md').filter((link) => /^\d{4}-/.test(link))
    expect(listed).toEqual(names)
  })

  test.each(records)('%s has the form of one, and fits a page', (file) => {
    const text = read(file)
    const number = Number(file.slice('docs/decisions/'.length).slice(0, 4))
    expect(text).toMatch(new RegExp(`^# ${number}\\. \\S`))
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ])
    expect(text.split(/\s+/).length).toBeLessThan(400)
    const title = text.split('\n')[0]?.replace(/^# \d+\. /, '')
    expect(read('docs/decisions/README.md')).toContain(`[${title}](${file.split('/').at(-1)})`)
  })
})

test('.editorconfig tells editors what Biome holds', () => {
  const { formatter } = JSON.parse(read('biome.json')) as {
    formatter: { indentStyle: string; indentWidth: number; lineWidth: number }
  }
  const told = read('.editorconfig')
  const first = (key: string) => new RegExp(`^${key} = (\\S+)$`, 'm').exec(told)?.[1]
  expect(first('indent_style')).toBe(formatter.indentStyle)
  expect(first('indent_size')).toBe(String(formatter.indentWidth))
  expect(first('max_line_length')).toBe(String(formatter.lineWidth))
})
