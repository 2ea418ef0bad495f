import { describe, expect, test } from 'vitest'
import { Database } from '../../../../electron/core/store/database.ts'
import { Logs } from '../../../../electron/core/store/logs.ts'
import { migrate } from '../../../../electron/core/store/schema.ts'
import type { LogFacts } from '../../../../electron/core/store/store.ts'
import { UNREAD_MOST } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { ANN, BOB, eventOf, keyOf, memoryStore, said, stretch } from '../../../support/store-kit.ts'

const facts: LogFacts = {
  room: 'Lab',
  name: 'Ann',
  addresses: [
    { host: '192.168.1.5', port: 62260 },
    { host: 'fe80::1%eth0', port: 62260 },
  ],
  hosting: true,
  open: true,
  floor: 7,
}

describe('a log', () => {
  test('is empty at first and remembers where it begins', async () => {
    const store = await memoryStore()
    const log = await store.openLog(keyOf('lab'), facts, 40)
    const empty = { ...keyOf('lab'), ...facts, readOnly: false, first: 41, last: 40, draft: '' }
    expect(log).toEqual({ id: log.id, ...empty })
    expect(await store.logs()).toEqual([log])
  })

  test('has plain facts until it is told any, and each can be told alone', async () => {
    const store = await memoryStore()
    const { id, ...log } = await store.openLog(keyOf('lab'), {}, 0)
    expect(log).toMatchObject({ room: '', addresses: [], hosting: false, floor: 1 })
    await store.setFacts(id, facts)
    await store.setFacts(id, { open: false })
    expect(await store.logs()).toMatchObject([{ ...facts, open: false }])
  })

  test('is the same one under the same key, its facts brought up to date', async () => {
    const store = await memoryStore()
    const first = await store.openLog(keyOf('lab'), facts, 0)
    await store.keep(first.id, stretch(1, 3))
    const again = await store.openLog(keyOf('lab'), { name: 'Anna' }, 99)
    expect(again).toEqual({ ...first, name: 'Anna', last: 3 })
  })

  test('is another one for another room, host or key of ours', async () => {
    const store = await memoryStore()
    const key = keyOf('lab')
    const keys = [key, { ...key, roomId: 'x' }, { ...key, hostKey: BOB }, { ...key, ownKey: BOB }]
    const logs = await Promise.all(keys.map((one) => store.openLog(one, {}, 0)))
    expect(new Set(logs.map(({ id }) => id)).size).toBe(4)
  })

  test('that can only be read stays as it is, and a new one stands beside it', async () => {
    const store = await memoryStore()
    const old = await store.openLog(keyOf('lab'), facts, 0)
    await store.keep(old.id, stretch(1, 3))
    await store.setReadOnly(old.id)
    await expect(store.append(old.id, said(1), 1)).rejects.toMatchObject({ code: 'room_unknown' })
    await expect(store.keep(old.id, [eventOf(4)])).rejects.toMatchObject({ code: 'room_unknown' })
    const fresh = await store.openLog(keyOf('lab'), {}, 0)
    expect(fresh).toMatchObject({ readOnly: false, first: 1, last: 0 })
    await store.setReadOnly(fresh.id)
    const third = await store.openLog(keyOf('lab'), {}, 0)
    expect(await store.logs()).toMatchObject([
      { id: old.id, readOnly: true, last: 3 },
      { id: fresh.id, readOnly: true },
      { id: third.id, readOnly: false },
    ])
  })

  test('stands at the end of the list when it was used last', async () => {
    const store = await memoryStore()
    const order = async () => (await store.logs()).map(({ roomId }) => roomId)
    const a = await store.openLog(keyOf('a'), {}, 0)
    const b = await store.openLog(keyOf('b'), {}, 0)
    expect(await order()).toEqual(['a', 'b'])
    await store.keep(a.id, stretch(1, 1))
    expect(await order()).toEqual(['b', 'a'])
    await store.append(b.id, said(1), 1)
    expect(await order()).toEqual(['a', 'b'])
    await store.openLog(keyOf('a'), {}, 0)
    expect(await order()).toEqual(['b', 'a'])
  })

  test('has no access list until rows of one are kept, each of which is changed alone', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), facts, 0)
    const pub = await store.openLog(keyOf('pub'), facts, 0)
    expect(await store.access(id)).toEqual([])
    const [policy, locked] = ['{"locked":false}', '{"locked":true}']
    await store.keepAccess(id, [
      { name: 'policy', value: policy },
      { name: 'admitted x', value: 'true' },
    ])
    await store.keepAccess(pub.id, [{ name: 'policy', value: policy }])
    await store.keepAccess(id, [
      { name: 'admitted y', value: 'true' },
      { name: 'policy', value: locked },
      { name: 'admitted x', value: null },
      { name: 'admitted z', value: null },
    ])
    expect(new Set(await store.access(id))).toEqual(
      new Set([
        { name: 'policy', value: locked },
        { name: 'admitted y', value: 'true' },
      ]),
    )
    expect(await store.access(pub.id)).toEqual([{ name: 'policy', value: policy }])
    expect(await store.logs()).toMatchObject([facts, facts])
  })

  test('that can only be read keeps its access list, one that is not there keeps none', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), facts, 0)
    await store.setReadOnly(id)
    const changes = [{ name: 'policy', value: '{}' }]
    await store.keepAccess(id, changes)
    expect(await store.access(id)).toEqual(changes)
    await expect(store.keepAccess(id + 1, changes)).rejects.toMatchObject({ code: 'room_unknown' })
    expect(await store.access(id + 1)).toEqual([])
  })

  test('has as many rows of its access list written as are changed', () => {
    const database = new Database(':memory:')
    migrate(database)
    const logs = new Logs(database)
    const { id } = logs.open(keyOf('lab'), facts, 0)
    const rows = Array.from({ length: 500 }, (_, n) => ({ name: `admitted ${n}`, value: 'true' }))
    const written = (changes: Parameters<Logs['keepAccess']>[1]) => {
      const before = database.changes
      logs.keepAccess(id, changes)
      return database.changes - before
    }
    expect(written(rows)).toBe(500)
    expect(written([{ name: 'admitted 7', value: null }])).toBe(1)
    expect(
      written([
        { name: 'admitted 7', value: 'true' },
        { name: 'admitted 8', value: 'false' },
      ]),
    ).toBe(2)
    expect(written([])).toBe(0)
    database.close()
  })

  test('keeps the draft that was typed in it', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.draft(id, 'half a sen')
    expect(await store.logs()).toMatchObject([{ draft: 'half a sen' }])
  })

  test('knows what others said above its read mark, which never goes back', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    expect(await store.unread(id)).toEqual({ count: 0, from: null, upTo: 0 })
    const reaction = { ...eventOf(4), kind: 'reaction', on: 1, body: { emoji: '👍' } }
    const unknown = { ...eventOf(5), kind: 'renamed', body: {} }
    await store.keep(id, [...stretch(1, 3), reaction, unknown, eventOf(6, 'mine', ANN), eventOf(7)])
    expect(await store.unread(id)).toEqual({ count: 4, from: 1, upTo: 7 })
    await store.read(id, 3)
    await store.read(id, 2)
    expect(await store.unread(id)).toEqual({ count: 1, from: 7, upTo: 7 })
    const deletion = { ...eventOf(8), kind: 'deletion', on: 7, body: {} }
    await store.keep(id, [deletion])
    expect(await store.unread(id)).toEqual({ count: 0, from: null, upTo: 8 })
    await store.read(id, 7)
    expect(await store.unread(id)).toEqual({ count: 0, from: null, upTo: 8 })
    expect(await store.unread(id + 1)).toEqual({ count: 0, from: null, upTo: 0 })
    await expect(store.read(id + 1, 3)).resolves.toBeUndefined()
  })

  test('counts no more as unread than says anything', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, stretch(1, UNREAD_MOST + 5))
    expect(await store.unread(id)).toEqual({ count: UNREAD_MOST, from: 1, upTo: UNREAD_MOST + 5 })
  })

  test('that was deleted is gone with everything, and others stay', async () => {
    const store = await memoryStore()
    const lab = await store.openLog(keyOf('lab'), {}, 0)
    const pub = await store.openLog(keyOf('pub'), {}, 0)
    const words = { kind: 'message', on: null, body: { text: 'yes' } }
    for (const { id } of [lab, pub]) {
      await store.keep(id, [eventOf(1, 'tea at five')])
      await store.keepAccess(id, [{ name: 'policy', value: '{}' }])
      await store.queue(id, { cid: 'c', ...words, time: unixMs(1), error: null })
    }
    await store.delete(lab.id)
    expect(await store.logs()).toMatchObject([{ roomId: 'pub' }])
    expect(await store.page(lab.id, { after: 0, most: 9 })).toEqual([])
    expect(await store.outbox(lab.id)).toEqual([])
    expect(await store.outbox(pub.id)).toHaveLength(1)
    expect(await store.access(lab.id)).toEqual([])
    expect(await store.access(pub.id)).toHaveLength(1)
    expect(await store.search('tea', null, null, 9)).toMatchObject([{ log: pub.id }])
    await expect(store.append(lab.id, said(1), 1)).rejects.toMatchObject({ code: 'room_unknown' })
    expect((await store.openLog(keyOf('lab'), {}, 0)).id).not.toBe(lab.id)
  })
})
