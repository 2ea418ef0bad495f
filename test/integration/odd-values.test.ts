/** A host that says what no clock shows and no room counts to, and a computer whose clock is wrong. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { startHosting } from '../../electron/core/rooms/hosting.ts'
import { ROOM_EVENTS, SHOWN_TIME_MOST, TIME_MOST } from '../../shared/domain/limits.ts'
import { unixMs } from '../../shared/domain/time.ts'
import { Loopback, Watched } from '../support/loopback.ts'
import { OddHost } from '../support/odd-host.ts'
import { Folder } from '../support/store-kit.ts'
import { damage } from './store-kit.ts'

test('times that no clock shows are kept, found and exported like any other message’s', async () => {
  await using odd = await OddHost.open()
  const times = [0, 1, SHOWN_TIME_MOST, SHOWN_TIME_MOST + 1, TIME_MOST]
  odd.log = times.map((time, at) => odd.event(at + 1, { time }))
  await using loopback = new Loopback()
  const store = await loopback.store()
  const bob = await loopback.join(odd.address, 'Bob', { trust: true }, { store })
  odd.say(odd.event(6))
  await bob.until(() => bob.texts.includes('odd 6'))
  expect(bob.messages.map(({ time }) => time).slice(0, 5)).toEqual(times)
  await bob.session.drain()
  const [log] = await store.logs()
  const kept = log === undefined ? [] : await store.page(log.id, { after: 0, most: 9 })
  expect(kept.map(({ time }) => time).slice(0, 5)).toEqual(times)
  expect(await store.search('odd', null, null, 9)).toHaveLength(6)
  const folder = mkdtempSync(join(tmpdir(), 'tincan-odd-'))
  try {
    for (const format of ['text', 'markdown', 'json'] as const) {
      const file = join(folder, format)
      expect(await store.export(log?.id ?? 0, format, file)).toBe(6)
      const text = readFileSync(file, 'utf8')
      expect(text).not.toMatch(/NaN|Invalid/)
      expect(text).toContain('odd 6')
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a time that no Date holds breaks the protocol, and what came before it stays', async () => {
  await using odd = await OddHost.open()
  odd.log = [odd.event(1)]
  await using loopback = new Loopback()
  const store = await loopback.store()
  const bob = await loopback.join(odd.address, 'Bob', { trust: true }, { store })
  odd.say(odd.event(2, { time: Number.MAX_SAFE_INTEGER }))
  await bob.until(() => bob.session.connection.phase === 'ended')
  expect(bob.session.connection).toMatchObject({ error: { code: 'protocol_broken' } })
  const [log] = await store.logs()
  expect(await store.page(log?.id ?? 0, { after: 0, most: 9 })).toMatchObject([
    { body: { text: 'odd 1' } },
  ])
})

test('a room at the end of all numbers is entered, read and searched', async () => {
  await using odd = await OddHost.open()
  const last = [2, 1, 0].map((back) => ROOM_EVENTS - back)
  odd.log = last.slice(0, 2).map((seq) => odd.event(seq))
  // What is older is not there to be fetched: the member begins a page before the end.
  odd.log = [...Array.from({ length: 100 }, (_, n) => odd.event(ROOM_EVENTS - 102 + n)), ...odd.log]
  await using loopback = new Loopback()
  const bob = await loopback.join(odd.address, 'Bob')
  odd.say(odd.event(ROOM_EVENTS))
  await bob.until(() => bob.texts.includes(`odd ${ROOM_EVENTS}`))
  odd.tell({
    type: 'member',
    change: 'joined',
    member: { id: (await createIdentity()).fingerprint, name: 'Cem', host: false, clash: false },
    time: 1,
  })
  await bob.until(() => bob.notices.includes('Cem joined'))
  const page = await bob.session.history({ around: ROOM_EVENTS }, 9)
  expect(page.entries.filter(({ at }) => Number.isInteger(at)).at(-1)?.at).toBe(ROOM_EVENTS)
  expect(page.entries.at(-1)).toMatchObject({ notice: { name: 'Cem' } })
})

test('a host whose disk was damaged hosts on, and those who have what it has lost come back', async () => {
  using folder = new Folder()
  const [annKey, bobKey] = [await createIdentity(), await createIdentity()]
  await using loopback = new Loopback()
  const bobs = await loopback.store()
  const first = await folder.open()
  const before = await loopback.host('Ann', { identity: annKey, store: first.store })
  const port = before.hosted.port
  const bob = await loopback.join(
    before.address,
    'Bob',
    { trust: true },
    { store: bobs, identity: bobKey },
  )
  for (const n of [1, 2, 3, 4]) before.session.say(`c-${n}`, `said ${n}`)
  await bob.until(() => bob.texts.length === 4)
  await before.hosted.suspend()
  await first.store.close()
  damage(
    folder.file,
    `UPDATE events SET time = 9223372036854775807 WHERE seq = 1;
     UPDATE events SET text = NULL WHERE seq = 2;
     DELETE FROM events WHERE seq = 4`,
  )
  const { store } = await folder.open()
  const [again = null] = await store.logs()
  const ann = await loopback.host('Ann', { identity: annKey, store, again, port })
  // Whose last event the host has lost; it goes on all the same.
  bob.session.reconnectNow()
  ann.session.say('c-5', 'said 5')
  await bob.until(() => bob.texts.includes('said 5'))
  expect(bob.texts).toEqual([1, 2, 3, 4, 5].map((n) => `said ${n}`))
  // And who comes for the first time sees what there is, and where something was.
  const cem = await loopback.join(ann.address, 'Cem')
  expect(cem.entries.filter(({ at }) => Number.isInteger(at))).toMatchObject([
    { text: 'said 1', time: 0 },
    { at: 2, notice: { type: 'unreadable' } },
    { text: 'said 3' },
    { at: 4, notice: { type: 'unreadable' } },
    { text: 'said 5' },
  ])
  for (const one of [bob, cem]) one.session.leave()
  await ann.hosted.close()
  await store.close()
})

test('a host whose clock is from before 1970 hosts, and its times are unknown', async () => {
  await using loopback = new Loopback()
  const ann = new Watched()
  const clock = { ...systemClock, wall: () => unixMs(-86_400_000) }
  const hosted = await startHosting(
    {
      ...{ ip: '127.0.0.1', port: 0, room: 'Lab', name: 'Ann' },
      ...({ password: null, approving: false, past: 'all' } as const),
    },
    { clock, identity: await createIdentity(), store: await loopback.store(), onNews: ann.take },
  )
  try {
    const bob = await loopback.join(hosted.addresses[0]?.address ?? '', 'Bob')
    bob.session.say('c-1', 'What time is it?')
    await bob.until(() => bob.messages.length === 1)
    expect(bob.messages).toMatchObject([{ text: 'What time is it?', time: 0 }])
    await ann.until(() => ann.messages.length === 1)
    bob.session.leave()
  } finally {
    await hosted.close()
  }
})
