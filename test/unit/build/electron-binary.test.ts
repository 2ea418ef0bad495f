/** Where the Electron binary is, in the layouts that the three systems have. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { locateElectron } from '../../../build/electron-binary.ts'

const LAYOUTS = [
  ['linux', 'electron'],
  ['win32', 'electron.exe'],
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
] as const

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tincan-electron-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** An unpacked Electron in a folder; the folder. */
function unpack(folder: string, name: string): string {
  const binary = join(root, folder, name)
  mkdirSync(dirname(binary), { recursive: true })
  writeFileSync(binary, '')
  return join(root, folder)
}

const around = (platform: NodeJS.Platform, named?: string) => ({
  package: join(root, 'package'),
  platform,
  env: { ELECTRON_OVERRIDE_DIST_PATH: named },
})

describe.each(LAYOUTS)('on %s', (platform, name) => {
  test('is what npm’s package has', () => {
    const folder = unpack('package/dist', name)
    writeFileSync(join(root, 'package', 'path.txt'), name)
    expect(locateElectron(around(platform))).toEqual({ folder, binary: join(folder, name) })
  })

  test.each(['unpacked', 'my dist of it', 'dist/electron-45'])(
    'is in the folder that is named, whatever that is called: %s',
    (called) => {
      unpack('package/dist', name)
      const folder = unpack(called, name)
      const found = locateElectron(around(platform, folder))
      expect(found).toEqual({ folder, binary: join(folder, name) })
    },
  )

  test('is where the folder has it, whatever the installer wrote down for another system', () => {
    mkdirSync(join(root, 'package'))
    writeFileSync(join(root, 'package', 'path.txt'), 'elsewhere/electron')
    const folder = unpack('named', name)
    expect(locateElectron(around(platform, folder))?.binary).toBe(join(folder, name))
  })

  test('is not there when the named folder has none, also when npm’s has', () => {
    unpack('package/dist', name)
    expect(locateElectron(around(platform, join(root, 'empty')))).toBeUndefined()
  })

  test('is npm’s when the name is empty', () => {
    const folder = unpack('package/dist', name)
    expect(locateElectron(around(platform, ''))?.folder).toBe(folder)
  })
})
