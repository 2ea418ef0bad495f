import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createFile,
  dropTemporaries,
  isDanglingLink,
  makePrivate,
  readSmall,
  replaceAside,
  replaceFile,
  setAside,
} from '../../../../electron/core/settings/safe-file.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, renameSync: vi.fn(real.renameSync) }
})

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-safe-'))
  path = join(folder, 'below', 'small.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (file: string) => statSync(file).mode & 0o777
const names = () => readdirSync(join(folder, 'below')).sort()

describe('a small private file', () => {
  test('that is not there reads as nothing, and any other hindrance is an error', () => {
    expect(readSmall(path)).toBeUndefined()
    expect(() => readSmall(folder)).toThrow('it is a folder')
    expect(() => readSmall('/dev/null')).toThrow('it is no file')
    execFileSync('mkfifo', [join(folder, 'pipe')])
    expect(() => readSmall(join(folder, 'pipe'))).toThrow('it is no file')
  })

  test('is whole after each write, its owner’s alone, and leaves nothing beside it', () => {
    replaceFile(path, 'one')
    replaceFile(path, 'two')
    expect([readSmall(path), names()]).toEqual(['two', ['small.json']])
    expect([modeOf(path), modeOf(join(folder, 'below'))]).toEqual([0o600, 0o700])
  })

  test('that others may read is narrowed when it is known to be ours, and nothing else ever', () => {
    replaceFile(path, 'one')
    chmodSync(path, 0o644)
    expect(readSmall(path)).toBe('one')
    expect(modeOf(path)).toBe(0o644)
    makePrivate(path)
    expect(modeOf(path)).toBe(0o600)
    chmodSync(folder, 0o755)
    makePrivate(folder)
    expect(modeOf(folder)).toBe(0o755)
  })

  test('in a folder that cannot be made is an error, and soon', () => {
    expect(() => createFile('/proc/nope/deeper/key', 'one')).toThrow('ENOENT')
    replaceFile(path, 'one')
    expect(() => createFile(join(path, 'key'), 'two')).toThrow()
  })

  test('that is far too large is not taken into memory', () => {
    replaceFile(path, 'x'.repeat(1024 * 1024 + 1))
    expect(() => readSmall(path)).toThrow('too large')
  })

  test('behind a link is replaced where it is, and the link stays', () => {
    replaceFile(path, 'one')
    const link = join(folder, 'link.json')
    symlinkSync(path, link)
    replaceFile(link, 'two')
    expect([readFileSync(path, 'utf8'), readSmall(link)]).toEqual(['two', 'two'])
  })

  test('is made by one alone: who comes second is told, and changes nothing', () => {
    expect([createFile(path, 'mine'), createFile(path, 'yours')]).toEqual([true, false])
    expect([readSmall(path), names()]).toEqual(['mine', ['small.json']])
  })

  test('that cannot be written is as it was', () => {
    replaceFile(path, 'one')
    // A folder in the file's place cannot be replaced by a file, whoever asks.
    const taken = join(folder, 'below')
    expect(() => replaceFile(taken, 'two')).toThrow()
    expect([readSmall(path), readdirSync(folder)]).toEqual(['one', ['below']])
  })
})

describe('a file that is set aside', () => {
  test('keeps every earlier one, each under the first free name', () => {
    for (const text of ['one', 'two']) {
      replaceFile(path, text)
      setAside(path)
    }
    expect(names()).toEqual(['small.json.damaged-1', 'small.json.damaged-2'])
    expect(existsSync(path)).toBe(false)
  })

  test('gives its place to a new one; without an old one there is nothing to name', () => {
    expect(replaceAside(path, 'one')).toBeUndefined()
    linkSync(path, join(folder, 'same'))
    const kept = replaceAside(path, 'two')
    expect(kept).toBe(`${path}.damaged-1`)
    expect([readSmall(path), readFileSync(`${kept}`, 'utf8')]).toEqual(['two', 'one'])
    writeFileSync(join(folder, 'same'), 'still one')
    expect(readFileSync(`${kept}`, 'utf8')).toBe('still one')
  })

  test('is there at every moment: whoever is killed between two steps has the old one or the new', () => {
    replaceFile(path, 'old')
    const watched: (string | undefined)[] = []
    vi.mocked(renameSync).mockImplementationOnce(() => {
      watched.push(readSmall(path))
      throw new Error('killed')
    })
    expect(() => replaceAside(path, 'new')).toThrow('killed')
    expect(watched[0]).toBe('old')
  })

  test('may be a link that leads nowhere: it is kept, and not written through', () => {
    mkdirSync(join(folder, 'below'))
    symlinkSync(join(folder, 'unplugged'), path)
    expect([isDanglingLink(path), readSmall(path)]).toEqual([true, undefined])
    const kept = replaceAside(path, 'new')
    expect([readSmall(path), isDanglingLink(`${kept}`)]).toEqual(['new', true])
    expect(existsSync(join(folder, 'unplugged'))).toBe(false)
  })

  test('what a killed writer has left beside a file goes, and nothing else', () => {
    replaceFile(path, 'one')
    for (const name of [
      'small.json.0123456789ab.tmp',
      'small.json.tmp',
      'other.json.0123456789ab.tmp',
    ])
      writeFileSync(join(folder, 'below', name), 'left')
    dropTemporaries(path)
    expect(names()).toEqual(['other.json.0123456789ab.tmp', 'small.json', 'small.json.tmp'])
  })
})
