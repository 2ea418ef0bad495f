import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Settings } from '../../../../electron/core/settings/settings.ts'
import { unixMs } from '../../../../shared/domain/time.ts'

const logger = { info() {}, warn() {}, error() {} }
const recent = { address: '192.168.1.5:62260', room: 'Lab', name: 'Ann', time: unixMs(5) }
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-settings-'))
  path = join(folder, 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('settings are there again after a restart', () => {
  const settings = new Settings(folder, logger)
  expect(settings.damage).toBeNull()
  expect(settings.rememberJoining(recent)).toBeNull()
  expect(new Settings(folder, logger)).toMatchObject({ name: 'Ann', recents: [recent] })
})

test.each([9e15, -1, 1.5, 'yesterday', null])(
  'a time that is none (%j) costs neither the name nor the rooms',
  (time) => {
    writeFileSync(path, JSON.stringify({ name: 'Ann', recents: [{ ...recent, time }] }))
    const settings = new Settings(folder, logger)
    expect(settings.damage).toBeNull()
    expect(settings).toMatchObject({ name: 'Ann', recents: [{ ...recent, time: 0 }] })
  },
)

test.each(['{', '{"recents":7}', '{"name":7}'])(
  'settings that cannot be read (%s) are set aside, and fresh ones begin',
  (text) => {
    writeFileSync(path, text)
    const settings = new Settings(folder, logger)
    const kept = join(folder, 'settings.json.damaged-1')
    expect(settings.damage).toMatchObject({ code: 'settings_damaged', details: { kept } })
    expect(readFileSync(kept, 'utf8')).toBe(text)
    expect(settings).toMatchObject({ name: '', recents: [] })
    expect(settings.rememberJoining(recent)).toBeNull()
    expect(readdirSync(folder).sort()).toEqual(['settings.json', 'settings.json.damaged-1'])
  },
)
