import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createFile,
  readPrivate,
  replaceAside,
  replaceFile,
  setAside,
} from '../../../../electron/core/settings/safe-file.ts'

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
    expect(readPrivate(path)).toBeUndefined()
    expect(() => readPrivate(folder)).toThrow('EISDIR')
  })

  test('is whole after each write, its owner’s alone, and leaves nothing beside it', () => {
    replaceFile(path, 'one')
    replaceFile(path, 'two')
    expect([readPrivate(path), names()]).toEqual(['two', ['small.json']])
    expect([modeOf(path), modeOf(join(folder, 'below'))]).toEqual([0o600, 0o700])
  })

  test('that others may read is narrowed when it is read', () => {
    replaceFile(path, 'one')
    chmodSync(path, 0o644)
    expect(readPrivate(path)).toBe('one')
    expect(modeOf(path)).toBe(0o600)
  })

  test('that is far too large is not taken into memory', () => {
    replaceFile(path, 'x'.repeat(1024 * 1024 + 1))
    expect(() => readPrivate(path)).toThrow('too large')
  })

  test('behind a link is replaced where it is, and the link stays', () => {
    replaceFile(path, 'one')
    const link = join(folder, 'link.json')
    symlinkSync(path, link)
    replaceFile(link, 'two')
    expect([readFileSync(path, 'utf8'), readPrivate(link)]).toEqual(['two', 'two'])
  })

  test('is made by one alone: who comes second is told, and changes nothing', () => {
    expect([createFile(path, 'mine'), createFile(path, 'yours')]).toEqual([true, false])
    expect([readPrivate(path), names()]).toEqual(['mine', ['small.json']])
  })

  test('that cannot be written is as it was', () => {
    replaceFile(path, 'one')
    // A folder in the file's place cannot be replaced by a file, whoever asks.
    const taken = join(folder, 'below')
    expect(() => replaceFile(taken, 'two')).toThrow()
    expect([readPrivate(path), readdirSync(folder)]).toEqual(['one', ['below']])
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
    expect([readPrivate(path), readFileSync(`${kept}`, 'utf8')]).toEqual(['two', 'one'])
    writeFileSync(join(folder, 'same'), 'still one')
    expect(readFileSync(`${kept}`, 'utf8')).toBe('still one')
  })
})
