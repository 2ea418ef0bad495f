/** A start that opens its rooms again counts them from its first moment: it is not closed unasked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StartingApp } from '../../electron/app/starting.ts'
import { noKeyStore } from '../../electron/core/identity/key-store.ts'
import { freePort } from '../support/verbs.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tincan-hosted-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }))

const logger = { info() {}, warn() {}, error() {} }
const desktop = {
  copy: async () => {},
  openLink: async () => {},
  saveAs: async () => null,
  quit: () => {},
}

/** A start of the program, when it is ready. */
async function start() {
  const ports = { dataDir, version: '1', profile: '', logger, keyStore: noKeyStore, desktop }
  const app = new StartingApp(ports)
  app.open()
  for (let seen = 0; ; ) {
    const { step, phase } = await app.handlers.starting({ seen })
    if (phase === 'ready') return app
    seen = step
  }
}

test('rooms that are being opened are counted, and one that cannot be is not', async () => {
  const first = await start()
  expect(first.hostedRooms()).toBe(0)
  const rules = { name: 'Ann', password: null, approving: false, past: 'all' } as const
  const port = await freePort()
  const hosting = first.handlers.host({ ip: '127.0.0.1', port, room: 'Lab', ...rules })
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)))
  expect(first.hostedRooms()).toBe(1)
  await hosting
  expect(first.hostedRooms()).toBe(1)
  const taken = first.handlers.host({ ip: '127.0.0.1', port, room: 'Den', ...rules })
  await expect(taken).rejects.toThrow()
  expect(first.hostedRooms()).toBe(1)
  await first.close()

  const second = await start()
  // It is ready, and its room is still being opened.
  expect(second.hostedRooms()).toBe(1)
  const open = async () => (await second.handlers.snapshot(undefined)).rooms[0]?.connection.phase
  await expect.poll(open).toBe('live')
  expect(second.hostedRooms()).toBe(1)
  await second.close()
})
