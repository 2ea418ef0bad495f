import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPrivateFolder } from '../../../../electron/core/settings/private-folder.ts'

class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'tincan-private-'))

  at(...names: string[]): string {
    return join(this.path, ...names)
  }
  file(...names: string[]): void {
    writeFileSync(this.at(...names), '')
    chmodSync(this.at(...names), 0o644)
  }
  mode(...names: string[]): string {
    return (statSync(this.at(...names)).mode & 0o7777).toString(8)
  }
  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  test('is made for its owner alone, with what leads to it', () => {
    using folder = new Folder()
    expect(openPrivateFolder(folder.at('a', 'b'))).toBeNull()
    expect([folder.mode('a'), folder.mode('a', 'b')]).toEqual(['700', '700'])
  })

  test('that was wider is narrowed, with all that Tincan keeps there', () => {
    using folder = new Folder()
    chmodSync(folder.path, 0o755)
    mkdirSync(folder.at('logs'), { mode: 0o755 })
    const files = [
      ['messages.db'],
      ['messages.db-wal'],
      ['messages.db.before-2'],
      ['messages.db.damaged-1'],
      ['identity.json'],
      ['known-hosts.json'],
      ['settings.json'],
      ['logs', 'tincan.log'],
      ['logs', 'tincan.old.log'],
    ]
    for (const names of files) folder.file(...names)
    expect(openPrivateFolder(folder.path)).toBeNull()
    expect(folder.mode()).toBe('700')
    expect(folder.mode('logs')).toBe('700')
    expect(files.map((names) => folder.mode(...names))).toEqual(files.map(() => '600'))
  })

  test('that is empty is narrowed', () => {
    using folder = new Folder()
    chmodSync(folder.path, 0o755)
    openPrivateFolder(folder.path)
    expect(folder.mode()).toBe('700')
  })

  test('that is everybody’s, or holds nothing of ours but something else, is left as it is', () => {
    using shared = new Folder()
    shared.file('messages.db')
    chmodSync(shared.path, 0o1777)
    openPrivateFolder(shared.path)
    expect([shared.mode(), shared.mode('messages.db')]).toEqual(['1777', '600'])
    using home = new Folder()
    home.file('thesis.odt')
    chmodSync(home.path, 0o755)
    openPrivateFolder(home.path)
    // Nor at the next start, when something of ours is in it as well.
    home.file('messages.db')
    openPrivateFolder(home.path)
    expect(['', 'thesis.odt', 'messages.db'].map((name) => home.mode(name))).toEqual([
      '755',
      '644',
      '600',
    ])
  })

  test('changes nothing that a link in it leads to', () => {
    using folder = new Folder()
    using other = new Folder()
    other.file('theirs')
    symlinkSync(other.at('theirs'), folder.at('messages.db'))
    openPrivateFolder(folder.path)
    expect(other.mode('theirs')).toBe('644')
  })

  test('of the window is its own, whatever Chromium keeps there; folders in it stay folders', () => {
    using folder = new Folder()
    folder.file('Local State')
    mkdirSync(folder.at('messages.db-copies'), { mode: 0o755 })
    chmodSync(folder.path, 0o755)
    openPrivateFolder(folder.path, true)
    expect(folder.mode()).toBe('700')
    expect(folder.mode('messages.db-copies')).toBe('755')
  })

  test('that cannot be made is the system’s error', () => {
    using folder = new Folder()
    folder.file('file')
    expect(() => openPrivateFolder(folder.at('file', 'data'))).toThrow('ENOTDIR')
  })
})
