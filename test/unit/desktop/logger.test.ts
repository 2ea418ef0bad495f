/** The log: in its folder, and on stderr where it cannot have one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLogger } from '../../../electron/desktop/logger.ts'

let folder = ''
const said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-log-'))
  said.length = 0
  vi.spyOn(process.stderr, 'write').mockImplementation((words) => said.push(String(words)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const file = () => join(folder, 'logs', 'tincan.log')

test('stands in a file, without a word on the terminal', () => {
  openLogger(folder).info('three rooms', 3)
  expect(readFileSync(file(), 'utf8')).toContain('three rooms 3')
  expect(said).toEqual([])
})

test('is on stderr alone where a file has the place of its folder, secrets left out all the same', () => {
  writeFileSync(join(folder, 'logs'), '')
  const logger = openLogger(folder)
  logger.info('a link', 'tincan://ann@host')
  expect(said).toHaveLength(2)
  expect(said[0]).toMatch(/there is no log file.*EEXIST/)
  expect(said[1]).toMatch(/a link …\n$/)
  expect(readFileSync(join(folder, 'logs'), 'utf8')).toBe('')
})

test('harms nothing where a folder has the place of its file', () => {
  mkdirSync(file(), { recursive: true })
  openLogger(folder).info('three rooms')
  expect(existsSync(file())).toBe(true)
})
