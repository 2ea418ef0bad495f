import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KeptPasswords } from '../../../../electron/core/identity/kept-passwords.ts'
import { type KeyStore, noKeyStore } from '../../../../electron/core/identity/key-store.ts'
import { FakeKeyStore } from '../../../support/fake-key-store.ts'

const FILE = 'room-passwords.json'

class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'tincan-passwords-'))
  readonly file = join(this.path, FILE)
  readonly warnings: string[] = []

  /** A start of the program. */
  open(keyStore: KeyStore, lasting?: () => Promise<boolean>): KeptPasswords {
    const warn = (message: string) => this.warnings.push(message)
    return new KeptPasswords(this.file, keyStore, { info() {}, warn, error: warn }, lasting)
  }

  /** What the file has now. */
  get text(): string {
    return readFileSync(this.file, 'utf8')
  }

  /** What an earlier file had, which was set aside. */
  get aside(): string {
    const [name = ''] = readdirSync(this.path).filter((one) => one !== FILE)
    return readFileSync(join(this.path, name), 'utf8')
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}

/** Seals by turning every bit around, and opens only what bears its mark. */
function sealing(mark: string): KeyStore {
  const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff))
  return {
    seal: async (bytes) => Buffer.concat([Buffer.from(mark), turned(bytes)]),
    open: async (sealed) => {
      if (sealed.subarray(0, mark.length).toString() !== mark) throw new Error('another key')
      return { bytes: turned(sealed.subarray(mark.length)), outdated: false }
    },
  }
}

describe('a hosted room’s password', () => {
  test('is known to its host after a restart, and stands in no file unsealed', async () => {
    using folder = new Folder()
    const first = folder.open(sealing('a'))
    await Promise.all([first.keep('lab', 'gravel-untie'), first.keep('den', 'mascot')])
    await first.keep('den', 'pebble')
    const again = folder.open(sealing('a'))
    expect(await again.of('lab')).toBe('gravel-untie')
    expect(await again.of('den')).toBe('pebble')
    expect(await again.of('hut')).toBeNull()
    for (const word of ['gravel', 'pebble', 'lab', Buffer.from('gravel').toString('base64')]) {
      expect(folder.text).not.toContain(word)
    }
    if (process.platform !== 'win32') expect(statSync(folder.file).mode & 0o777).toBe(0o600)
  })

  test('is not lost where the key store was not there at the first look, and is at the next', async () => {
    using folder = new Folder()
    const store = sealing('a')
    const first = folder.open(store)
    await first.keep('lab', 'gravel')
    await first.keep('den', 'pebble')
    let there = false
    const slow: KeyStore = {
      seal: store.seal,
      open: async (sealed) => {
        if (!there) throw new Error('not yet')
        return store.open(sealed)
      },
    }
    const second = folder.open(slow)
    expect(await second.of('lab')).toBeNull()
    there = true
    await second.keep('hut', 'mascot')
    const third = folder.open(store)
    expect(await Promise.all(['lab', 'den', 'hut'].map((room) => third.of(room)))).toEqual([
      'gravel',
      'pebble',
      'mascot',
    ])
    expect(readdirSync(folder.path)).toEqual([FILE])
  })

  test('that was taken away, or whose room was deleted, is forgotten', async () => {
    using folder = new Folder()
    await folder.open(sealing('a')).keep('lab', 'gravel')
    await folder.open(sealing('a')).keep('lab', null)
    expect(await folder.open(sealing('a')).of('lab')).toBeNull()
  })

  test('is known for this run alone where there is no key store', async () => {
    using folder = new Folder()
    const first = folder.open(noKeyStore)
    await first.keep('lab', 'gravel')
    expect(await first.of('lab')).toBe('gravel')
    expect(existsSync(folder.file)).toBe(false)
    expect(await folder.open(noKeyStore).of('lab')).toBeNull()
  })

  test('is sealed anew when the key store says so, once the new seal outlasts a start', async () => {
    using folder = new Folder()
    const computer = new FakeKeyStore()
    await folder.open(computer.start()).keep('lab', 'gravel')
    computer.write()
    const before = folder.text
    computer.rotate()
    // The new key has not been seen to outlast a start: neither is the old seal given up for it.
    const second = folder.open(computer.start(), async () => false)
    expect(await second.of('lab')).toBe('gravel')
    await second.settled()
    expect(folder.text).toBe(before)
    const third = folder.open(computer.start(), async () => true)
    expect(await third.of('lab')).toBe('gravel')
    await third.settled()
    expect(folder.text).not.toBe(before)
    // The old key may go.
    computer.forgetOld()
    expect(await folder.open(computer.start()).of('lab')).toBe('gravel')
    expect(folder.warnings).toEqual([])
  })

  describe('that is changed while the new seal may not outlast the start', () => {
    /** Nobody ever says whether it does. */
    const unsaid = () => new Promise<boolean>(() => {})

    /** A room's password by a seal that lasts; then the store rotates, another is kept, and a kill. */
    async function changed(folder: Folder) {
      const computer = new FakeKeyStore()
      await folder.open(computer.start()).keep('lab', 'gravel')
      computer.write()
      computer.rotate()
      const second = folder.open(computer.start(), unsaid)
      await second.keep('hut', 'pebble')
      await second.keep('den', 'mascot')
      return computer
    }
    const known = (passwords: KeptPasswords) =>
      Promise.all(['lab', 'hut', 'den', 'inn'].map((room) => passwords.of(room)))
    const ALL = ['gravel', 'pebble', 'mascot', null]

    test('is written at once, and known with the others when its seal opens', async () => {
      using folder = new Folder()
      const computer = await changed(folder)
      expect(await known(folder.open(computer.start()))).toEqual(ALL)
      computer.forgetOld()
      expect(await known(folder.open(computer.start()))).toEqual(ALL)
    })

    test('takes none of the others with it when its seal is lost', async () => {
      using folder = new Folder()
      const computer = await changed(folder)
      computer.loseNew()
      const third = folder.open(computer.start(), unsaid)
      expect(await known(third)).toEqual(['gravel', null, null, null])
      await third.keep('inn', 'thimble')
      expect(await known(folder.open(computer.start()))).toEqual(['gravel', null, null, 'thimble'])
    })

    test('is set aside with the others, and not lost, when nothing opens for now', async () => {
      using folder = new Folder()
      await changed(folder)
      const before = folder.text
      const third = folder.open(noKeyStore)
      expect(await known(third)).toEqual([null, null, null, null])
      await third.keep('inn', 'thimble')
      expect(folder.text).toBe(before)
      await folder.open(sealing('a')).keep('inn', 'thimble')
      expect(folder.aside).toBe(before)
    })

    test('is itself what the next change is written beside', async () => {
      using folder = new Folder()
      const computer = await changed(folder)
      computer.forgetOld()
      computer.rotate()
      await folder.open(computer.start(), unsaid).keep('inn', 'thimble')
      computer.loseNew()
      expect(await known(folder.open(computer.start()))).toEqual(ALL)
    })

    test('is alone in the file as soon as seals last', async () => {
      using folder = new Folder()
      const computer = await changed(folder)
      expect(folder.text).toContain('next')
      const third = folder.open(computer.start(), async () => true)
      await third.of('lab')
      await third.settled()
      expect(folder.text).not.toContain('next')
      computer.forgetOld()
      expect(await known(folder.open(computer.start()))).toEqual(ALL)
    })

    test('is sealed for good in the same start when it turns out that seals last', async () => {
      using folder = new Folder()
      const computer = new FakeKeyStore()
      await folder.open(computer.start()).keep('lab', 'gravel')
      computer.write()
      const word = Promise.withResolvers<boolean>()
      const second = folder.open(computer.start(), () => word.promise)
      await second.keep('hut', 'pebble')
      expect(folder.text).toContain('next')
      word.resolve(true)
      await second.settled()
      expect(folder.text).not.toContain('next')
    })
  })

  test.each([
    ['sealed by another key', (folder: Folder) => folder.open(sealing('b')).keep('old', 'words')],
    ['damaged', async (folder: Folder) => writeFileSync(folder.file, '{"version":1')],
  ])(
    'in a file that is %s is not known, and the file is set aside only when another comes',
    async (_, damage) => {
      using folder = new Folder()
      await damage(folder)
      const before = folder.text
      const passwords = folder.open(sealing('a'))
      expect(await passwords.of('old')).toBeNull()
      expect(folder.text).toBe(before)
      expect(folder.warnings).toHaveLength(1)
      await passwords.keep('lab', 'gravel')
      expect(await folder.open(sealing('a')).of('lab')).toBe('gravel')
      expect(folder.aside).toBe(before)
    },
  )
})
