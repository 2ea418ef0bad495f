/** The app before it is ready: what waits, what a person is told, and the ways out of a start that is stuck. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StartingApp } from '../../../electron/app/starting.ts'
import type { ComposedApp, ComposePorts } from '../../../electron/app/types.ts'
import { createIdentity } from '../../../electron/core/identity/identity.ts'
import { exportIdentity } from '../../../electron/core/identity/identity-backup.ts'
import {
  type KeyStore,
  noKeyStore,
  type Unsealed,
} from '../../../electron/core/identity/key-store.ts'
import type { Snapshot, Starting } from '../../../shared/contract/snapshot.ts'
import { AppError } from '../../../shared/domain/errors.ts'

const PASSPHRASE = 'twelve characters and more'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const identityFile = () => join(folder, 'identity.json')
const logger = { info() {}, warn() {}, error() {} }

function sealIdentity(): void {
  const key = Buffer.from('v11what nobody opens').toString('base64')
  writeFileSync(identityFile(), JSON.stringify({ version: 1, protection: 'system', key }))
}

interface Setup {
  readonly keyStore?: KeyStore
  /** Composing waits for this. */
  readonly until?: Promise<void>
  /** What composing fails with, one after the other; then it succeeds. */
  readonly failures?: AppError[]
}

function setup({ keyStore = noKeyStore, failures = [], until }: Setup = {}) {
  const made: ComposePorts[] = []
  const done: string[] = []
  const make = async (ports: ComposePorts): Promise<ComposedApp> => {
    made.push(ports)
    await until
    const failure = failures.shift()
    if (failure !== undefined) throw failure
    const snapshot = () => ({ version: 'made' }) as unknown as Snapshot
    return {
      handlers: { snapshot } as unknown as ComposedApp['handlers'],
      onPush: () => {
        done.push('listens')
        return () => void done.push('listens no more')
      },
      hostedRooms: () => 2,
      close: async () => void done.push('composed closed'),
    }
  }
  const desktop = {
    copy: async () => {},
    openLink: async () => {},
    saveAs: async () => null,
    quit: () => void done.push('quit'),
  }
  const ports = { dataDir: folder, version: '1', profile: '', logger, keyStore, desktop }
  const app = new StartingApp(ports, make)
  const next = async (seen: number): Promise<Starting> => app.handlers.starting({ seen })
  /** The step at which the start stays: ready, or stuck. */
  const end = async (): Promise<Starting> => {
    for (let seen = 0; ; ) {
      const step = await next(seen)
      if (step.phase === 'ready' || step.phase === 'stuck') return step
      seen = step.step
    }
  }
  return { app, done, made, next, end }
}

const code = (expected: string) =>
  expect.objectContaining({ name: 'AppError', code: expected }) as unknown as Error

describe('a start', () => {
  test('has a window before it opens anything, and becomes ready', async () => {
    const { app, next, made, end } = setup()
    expect(await next(0)).toEqual({ step: 1, phase: 'opening' })
    expect(existsSync(identityFile())).toBe(false)
    app.open()
    expect(await end()).toMatchObject({ phase: 'ready' })
    expect(made).toHaveLength(1)
    expect(app.hostedRooms()).toBe(2)
  })

  test('has verbs and pushes wait until it is ready', async () => {
    const { app, done } = setup()
    const stop = app.onPush(() => {})
    const snapshot = app.handlers.snapshot(undefined)
    expect(app.hostedRooms()).toBe(0)
    app.open()
    expect(await snapshot).toEqual({ version: 'made' })
    expect(done).toEqual(['listens'])
    stop()
    expect(done).toEqual(['listens', 'listens no more'])
  })

  test('says that it waits for the key store, and can be quit meanwhile', async () => {
    sealIdentity()
    const never = () => new Promise<never>(() => {})
    const { app, next, done } = setup({ keyStore: { seal: never, open: never } })
    app.open()
    const first = await next(0)
    const asking = first.phase === 'asking' ? first : await next(first.step)
    expect(asking.phase).toBe('asking')
    app.handlers.quit(undefined)
    await app.close()
    expect(done).toEqual(['quit'])
  })

  test('that has to bring the messages to this version says how far it is', async () => {
    const ready = Promise.withResolvers<void>()
    const { app, made, next } = setup({ until: ready.promise })
    app.open()
    await expect.poll(() => made.length).toBe(1)
    const { step } = await next(0)
    made[0]?.onProgress(0.25)
    expect(await next(step)).toEqual({ step: step + 1, phase: 'updating', progress: 0.25 })
    ready.resolve()
    expect(await next(step + 1)).toEqual({ step: step + 2, phase: 'ready' })
    await app.close()
  })

  test('that is quit while it opens closes what it opens, when that is open', async () => {
    const opening = Promise.withResolvers<void>()
    const { app, done, made } = setup({ until: opening.promise })
    app.open()
    await expect.poll(() => made.length).toBe(1)
    const closed = app.close().then(() => done.push('app closed'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(done).toEqual([])
    opening.resolve()
    await closed
    expect(done).toEqual(['composed closed', 'app closed'])
  })

  test('that is quit while the key store is asked makes nothing any more', async () => {
    const identity = await createIdentity()
    sealIdentity()
    const answer = Promise.withResolvers<Unsealed>()
    const never = () => new Promise<never>(() => {})
    const keyStore = { seal: never, open: () => answer.promise }
    const { app, next, made } = setup({ keyStore })
    app.open()
    for (let seen = 0; ; ) {
      const { step, phase } = await next(seen)
      if (phase === 'asking') break
      seen = step
    }
    await app.close()
    answer.resolve({ bytes: Buffer.from(identity.key), outdated: false })
    // The key is open by then: the file has its certificate.
    await expect.poll(() => readFileSync(identityFile(), 'utf8')).toContain('certificate')
    await new Promise((resolve) => setImmediate(resolve))
    expect(made).toEqual([])
  })
})

describe('a start that is stuck', () => {
  test.each([
    ['sealed', sealIdentity, 'identity_sealed'],
    ['damaged', () => writeFileSync(identityFile(), '{'), 'identity_damaged'],
  ])('at a key that is %s offers three ways, and makes nothing', async (_, spoil, why) => {
    spoil()
    const before = readFileSync(identityFile(), 'utf8')
    const { app, end, made } = setup()
    app.open()
    expect(await end()).toMatchObject({
      phase: 'stuck',
      error: { code: why, details: { kept: identityFile() } },
      ways: ['again', 'backup', 'new'],
    })
    expect(made).toEqual([])
    expect(readFileSync(identityFile(), 'utf8')).toBe(before)
  })

  test('goes on with a new key, the old file kept aside, and says so', async () => {
    sealIdentity()
    const before = readFileSync(identityFile(), 'utf8')
    const { app, end, made } = setup()
    app.open()
    await end()
    await app.handlers.recover({ way: 'new' })
    expect(await end()).toMatchObject({ phase: 'ready' })
    const [ports] = made
    expect(ports?.found.map(({ code: found }) => found)).toEqual(['identity_new'])
    const kept = readdirSync(folder).filter((name) => name.startsWith('identity.json.'))
    expect(kept).toHaveLength(1)
    expect(readFileSync(join(folder, kept[0] ?? ''), 'utf8')).toBe(before)
  })

  test('goes on with the key of a backup; a wrong passphrase changes nothing', async () => {
    sealIdentity()
    const before = readFileSync(identityFile(), 'utf8')
    const backedUp = await createIdentity()
    const text = await exportIdentity(backedUp, PASSPHRASE)
    const { app, end, made } = setup()
    app.open()
    await end()
    const wrong = app.handlers.recover({ way: 'backup', text, passphrase: `${PASSPHRASE}!` })
    await expect(wrong).rejects.toThrow(code('passphrase_wrong'))
    expect(readFileSync(identityFile(), 'utf8')).toBe(before)
    const slow = app.handlers.recover({ way: 'backup', text, passphrase: PASSPHRASE })
    await expect(app.handlers.recover({ way: 'new' })).rejects.toThrow(code('bad_request'))
    await slow
    await end()
    expect(made[0]?.own.identity.fingerprint).toBe(backedUp.fingerprint)
    expect(made[0]?.found.map(({ code: found }) => found)).toEqual(['identity_restored'])
  })

  test('is tried again, and the same person when the key store opens by then', async () => {
    const identity = await createIdentity()
    sealIdentity()
    let locked = true
    const keyStore: KeyStore = {
      seal: async () => Promise.reject(new Error('no')),
      open: async () => {
        if (locked) throw new Error('locked')
        return { bytes: Buffer.from(identity.key), outdated: false }
      },
    }
    const { app, end, made } = setup({ keyStore })
    app.open()
    await end()
    await app.handlers.recover({ way: 'again' })
    expect(await end()).toMatchObject({ phase: 'stuck' })
    locked = false
    await app.handlers.recover({ way: 'again' })
    expect(await end()).toMatchObject({ phase: 'ready' })
    expect(made[0]?.own.identity.fingerprint).toBe(identity.fingerprint)
  })

  test('at the messages can only be tried again; the key is not touched', async () => {
    const failures = [new AppError('storage_locked', { path: 'messages.db' })]
    const { app, end } = setup({ failures })
    app.open()
    expect(await end()).toMatchObject({ error: { code: 'storage_locked' }, ways: ['again'] })
    const key = readFileSync(identityFile(), 'utf8')
    await expect(app.handlers.recover({ way: 'new' })).rejects.toThrow(code('bad_request'))
    await app.handlers.recover({ way: 'again' })
    expect(await end()).toMatchObject({ phase: 'ready' })
    expect(readFileSync(identityFile(), 'utf8')).toBe(key)
  })

  test('nothing can be recovered where nothing is stuck', async () => {
    const { app, end } = setup()
    await expect(app.handlers.recover({ way: 'new' })).rejects.toThrow(code('bad_request'))
    app.open()
    await end()
    await expect(app.handlers.recover({ way: 'new' })).rejects.toThrow(code('bad_request'))
  })
})
