/** The desktop hears how many rooms are open: from the first that opens to the last that ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compose } from '../../electron/app/compose.ts'
import { noKeyStore } from '../../electron/core/identity/key-store.ts'
import { OwnKey } from '../../electron/core/identity/own-key.ts'
import { freePort } from '../support/verbs.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tincan-open-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }))

const log = { info() {}, warn() {}, error() {} }

/** A start of the program; what it told, without what it had told already. */
async function start() {
  const told: number[] = []
  const desktop = {
    copy: async () => {},
    openLink: async () => {},
    saveAs: async () => null,
    quit: () => {},
    roomsOpen: (count: number) => {
      if ((told.at(-1) ?? 0) !== count) told.push(count)
    },
  }
  const path = join(dataDir, 'identity.json')
  const own = await OwnKey.open({ path, keyStore: noKeyStore, log })
  const ports = { dataDir, version: '1', profile: '', log, keyStore: noKeyStore, desktop }
  return { core: await compose({ ...ports, own, found: [] }), told }
}

test('rooms that are open are told, also those that open again at the next start', async () => {
  const { core, told } = await start()
  const rules = { name: 'Ann', password: null, approving: false, past: 'all' } as const
  const host = async (room: string) =>
    core.handlers.host({ ip: '127.0.0.1', port: await freePort(), room, ...rules })
  const lab = await host('Lab')
  await expect.poll(() => told).toEqual([1])
  await host('Den')
  await expect.poll(() => told).toEqual([1, 2])
  await core.handlers.leave(lab)
  await expect.poll(() => told).toEqual([1, 2, 1])
  await core.close()
  expect(told.at(-1)).toBe(0)

  const next = await start()
  await expect.poll(() => next.told).toEqual([1])
  await next.core.close()
  expect(next.told).toEqual([1, 0])
})
