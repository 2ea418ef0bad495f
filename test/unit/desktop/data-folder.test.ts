/** A data folder that cannot be used is said to be one, before its lock is asked for. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder } from '../../../electron/desktop/data-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const words = (path: string, why: string) =>
  `Tincan cannot keep its data in ${path}: ${why}. Mend that, or start it with --data-dir and another folder.`

test('one that is not there is made, for its owner alone; one that is there is taken', () => {
  const path = join(folder, 'a', 'b')
  openDataFolder(path)
  openDataFolder(path)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700)
})

test('a file in its place, or above it, is named', () => {
  const path = join(folder, 'file')
  writeFileSync(path, '')
  expect(() => openDataFolder(path)).toThrow(words(path, 'there is a file in its place'))
  const below = join(path, 'below')
  expect(() => openDataFolder(below)).toThrow(words(below, 'there is a file in its place'))
})

test.each([
  ['EACCES', 'you may not write there'],
  ['EROFS', 'it is on a disk that can only be read'],
  ['EIO', 'EIO: what the system says'],
])('one that cannot be written to is named: %s', (code, why) => {
  const refuse = (path: unknown) => {
    expect(path).toBe(folder)
    throw Object.assign(new Error(`${code}: what the system says`), { code })
  }
  expect(() => openDataFolder(folder, refuse)).toThrow(words(folder, why))
})
