/** A room that outlasts its connections and its host, on real sockets. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { readKept } from '../../electron/core/member/log-port.ts'
import { joinAgain } from '../../electron/core/rooms/joining.ts'
import type { Store } from '../../electron/core/store/store.ts'
import { AppError } from '../../shared/domain/errors.ts'
import { FIRST_PAGE, PAGE_EVENTS } from '../../shared/domain/limits.ts'
import { unixMs } from '../../shared/domain/time.ts'
import {
  forgetful,
  Loopback,
  type TestHost,
  type TestMember,
  Watched,
} from '../support/loopback.ts'

/** A computer that hosts, and can do so again with what it kept. */
async function hostOf(net: Loopback, options: Parameters<Loopback['host']>[1] = {}) {
  const store = await net.store()
  const identity = await createIdentity()
  const open = async (port = 0, more: typeof options = {}): Promise<TestHost> => {
    const [again = null] = await store.logs()
    return net.host('Ann', { ...options, ...more, store, identity, port, again })
  }
  return { store, identity, open }
}

const phase = (one: TestMember | TestHost) => one.session.connection.phase

async function tell(one: TestMember | TestHost, ...texts: string[]): Promise<void> {
  for (const text of texts) one.session.say(randomUUID(), text)
  await one.until(() => one.session.pending.length === 0)
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `message ${n + 1}`)

async function logOf(store: Store): Promise<unknown[]> {
  const [log] = await store.logs()
  if (log === undefined) return []
  const events = await store.page(log.id, { after: 0, most: 100_000 })
  return events.map(({ body }) => body.text)
}

describe('a host that goes away and comes back', () => {
  test('is the same room, and its members are back by themselves, with what they said meanwhile', async () => {
    await using net = new Loopback()
    const computer = await hostOf(net)
    const first = await computer.open()
    const bob = await net.join(first.address, 'Bob')
    const cem = await net.join(first.address, 'Cem')
    await tell(bob, 'before')
    await first.hosted.suspend()
    await bob.until(() => phase(bob) === 'interrupted')
    bob.session.say(randomUUID(), 'meanwhile')
    bob.session.say(randomUUID(), 'and more')
    expect(bob.session.pending).toMatchObject([{ error: null }, { error: null }])
    const second = await computer.open(first.hosted.port)
    expect(second.hosted.room.id).toBe(first.hosted.room.id)
    await Promise.all(
      [bob, cem, second].map((one) => one.until(() => one.texts.at(-1) === 'and more')),
    )
    expect(bob.texts).toEqual(['before', 'meanwhile', 'and more'])
    expect(cem.texts).toEqual(bob.texts)
    expect(bob.session.pending).toEqual([])
    expect(await logOf(computer.store)).toEqual(bob.texts)
    // Nobody left, nobody came: not for those who were there, and not for the host.
    for (const one of [bob, cem, second]) {
      expect(one.notices.filter((notice) => /left|lost/.test(notice))).toEqual([])
    }
    expect(bob.notices).toEqual(['Cem joined'])
    expect(second.notices).toEqual([])
  })

  test('lets in without a question whom it had let in, and keeps out whom it had banned', async () => {
    await using net = new Loopback()
    const computer = await hostOf(net, { password: 'five random words' })
    const first = await computer.open()
    const answers = { trust: true, passwords: ['five random words'] }
    const bob = await net.join(first.address, 'Bob', answers)
    const cem = await net.join(first.address, 'Cem', answers)
    const cemKey = cem.identity.fingerprint
    first.hosted.room.moderate({ type: 'ban', key: cemKey })
    await cem.until(() => phase(cem) === 'ended')
    await first.hosted.suspend()
    const second = await computer.open(first.hosted.port, { password: null })
    await bob.until(() => phase(bob) === 'live')
    expect(second.hosted.room.accessView).toMatchObject({
      password: true,
      banned: [{ key: cemKey, name: 'Cem' }],
    })
    await expect(
      net.join(second.address, 'Cem', answers, { identity: cem.identity }),
    ).rejects.toMatchObject({ code: 'banned' })
    await expect(
      net.join(second.address, 'Dan', { trust: true, passwords: ['wrong'] }),
    ).rejects.toMatchObject({ code: 'password_needed' })
  })

  test('writes of its access list only what has changed', async () => {
    await using net = new Loopback()
    const computer = await hostOf(net, { password: 'five random words' })
    const { store } = computer
    const first = await computer.open()
    const [log] = await store.logs()
    if (log === undefined) throw new Error('the room has a log')
    const answers = { trust: true, passwords: ['five random words'] }
    await net.join(first.address, 'Bob', answers)
    await first.hosted.suspend()
    const second = await computer.open(first.hosted.port, { password: null })
    const writes = vi.spyOn(store, 'keepAccess')
    const names = () => writes.mock.calls.flatMap(([, changes]) => changes.map(({ name }) => name))
    const before = await store.access(log.id)
    const cem = await net.join(second.address, 'Cem', answers)
    const key = cem.identity.fingerprint
    expect(names()).toEqual([`admitted ${key}`, `floor ${key}`, 'policy'])
    writes.mockClear()
    second.hosted.room.moderate({ type: 'lock', locked: true })
    await second.hosted.suspend()
    expect(names()).toEqual(['policy'])
    expect(await store.access(log.id)).toHaveLength(before.length + 2)
  })

  test('stays closed when a row of its access list is lost, and says nothing that is in it', async () => {
    await using net = new Loopback()
    const computer = await hostOf(net, { password: 'five random words' })
    const { store } = computer
    const first = await computer.open()
    await first.hosted.suspend()
    const [log] = await store.logs()
    const id = log?.id ?? 0
    const rows = await store.access(id)
    expect(rows.map(({ name }) => name.split(' ')[0]).sort()).toEqual(
      ['admitted', 'floor', 'password', 'policy', 'standing', 'ticket'].sort(),
    )
    for (const { name, value } of rows) {
      await store.keepAccess(id, [{ name, value: null }])
      const opening = computer.open(0, { password: null })
      await expect(opening).rejects.toThrow()
      await expect(opening).rejects.not.toThrow(/secret|record/)
      await store.keepAccess(id, [{ name, value }])
    }
    const again = await computer.open(0, { password: null })
    expect(again.hosted.room.accessView.password).toBe(true)
  })

  test('with the same password goes on letting in whom it had let in by a link; with another it asks', async () => {
    await using net = new Loopback()
    const computer = await hostOf(net, { password: 'five random words' })
    const first = await computer.open()
    const bob = await net.join(await first.hosted.invite('once'), 'Bob')
    await first.hosted.suspend()
    const second = await computer.open(first.hosted.port)
    await bob.until(() => phase(bob) === 'live')
    await second.hosted.suspend()
    await bob.until(() => phase(bob) === 'interrupted')
    await computer.open(first.hosted.port, { password: 'five other words now' })
    await bob.until(() => bob.news.some((one) => one.type === 'question'))
    expect(bob.news.findLast((one) => one.type === 'question')).toMatchObject({
      question: { kind: 'password' },
    })
  })

  test('with another room in its place, says so, and what was said in the old one stays', async () => {
    await using net = new Loopback()
    const identity = await createIdentity()
    const first = await net.host('Ann', { identity })
    const store = await net.store()
    const bob = await net.join(first.address, 'Bob', undefined, { store })
    await tell(bob, 'in the old room')
    await first.hosted.suspend()
    await net.host('Ann', { identity, port: first.hosted.port })
    await bob.until(() => phase(bob) === 'ended')
    expect(bob.session.connection).toMatchObject({ how: 'refused', error: { code: 'other_room' } })
    expect(await logOf(store)).toEqual(['in the old room'])
  })

  test('with a record that ends before ours, says so; ours is kept to read, and a new one begins', async () => {
    await using net = new Loopback()
    const identity = await createIdentity()
    const first = await net.host('Ann', { identity })
    const store = await net.store()
    const mine = await createIdentity()
    const bob = await net.join(first.address, 'Bob', undefined, { store, identity: mine })
    await tell(bob, 'one', 'two')
    await first.hosted.suspend()
    // The same room from an older copy: the host has forgotten what Bob has.
    const copy = await net.store()
    const key = { roomId: first.hosted.room.id, hostKey: identity.fingerprint }
    const again = await copy.openLog({ ...key, ownKey: identity.fingerprint }, { hosting: true }, 0)
    const second = await net.host('Ann', { identity, port: first.hosted.port, store: copy, again })
    await bob.until(() => phase(bob) === 'ended')
    expect(bob.session.connection).toMatchObject({ how: 'refused', error: { code: 'log_differs' } })
    await tell(second, 'a new beginning')
    const back = await net.join(second.address, 'Bob', undefined, { store, identity: mine })
    await back.until(() => back.texts.length === 1)
    const logs = await store.logs()
    expect(logs.map(({ readOnly, last }) => ({ readOnly, last }))).toEqual([
      { readOnly: true, last: 2 },
      { readOnly: false, last: 1 },
    ])
    expect(await logOf(store)).toEqual(['one', 'two'])
  })
})

describe('a member that comes back', () => {
  test('after its program ended, has its past and gets just the rest; what waited goes out', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const store = await net.store()
    const identity = await createIdentity()
    const bob = await net.join(ann.address, 'Bob', undefined, { store, identity })
    await tell(bob, 'from before')
    bob.session.leave()
    const [log] = await store.logs()
    if (log === undefined) throw new Error('there is a log')
    const waits = { kind: 'message', on: null, body: { text: 'not sent yet' } }
    await store.queue(log.id, { cid: 'waits', ...waits, time: unixMs(1), error: null })
    await tell(ann, ...numbered(2 * PAGE_EVENTS + 50))
    const watched = new Watched()
    const [info = log] = await store.logs()
    const session = joinAgain(await readKept(store, info), {
      clock: systemClock,
      identity,
      knownHosts: forgetful,
      store,
      onNews: watched.take,
    })
    expect(session.log.tail.latest(10).entries).toMatchObject([{ text: 'from before' }])
    expect(session.pending).toMatchObject([{ cid: 'waits' }])
    session.resume()
    await watched.until(() => session.connection.phase === 'live' && session.pending.length === 0)
    expect(watched.messages[0]).toMatchObject({ seq: 2, text: 'message 1' })
    expect(watched.messages).toHaveLength(2 * PAGE_EVENTS + 51)
    expect(await logOf(store)).toEqual(ann.texts)
    session.leave()
  })

  test('reads its past even when nobody knows any more where the room was', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const store = await net.store()
    const bob = await net.join(ann.address, 'Bob', undefined, { store })
    await tell(bob, 'still to be read')
    bob.session.leave()
    const [log] = await store.logs()
    if (log === undefined) throw new Error('there is a log')
    const info = { ...log, addresses: [] }
    const session = joinAgain(await readKept(store, info), {
      clock: systemClock,
      identity: bob.identity,
      knownHosts: forgetful,
      store,
      onNews: () => {},
    })
    expect(session.log.tail.latest(10).entries).toMatchObject([{ text: 'still to be read' }])
    await expect(session.connect()).rejects.toMatchObject({ code: 'address_invalid' })
  })

  test('was never told the wrong thing: the same message twice is one, another under its number is none', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    const unpending = () => bob.news.flatMap((one) => (one.type === 'unpending' ? [one.seq] : []))
    bob.session.say('one-and-the-same', 'words')
    await bob.until(() => unpending().length === 1)
    bob.session.say('one-and-the-same', 'words')
    await bob.until(() => unpending().length === 2)
    expect(unpending()).toEqual([1, 1])
    bob.session.say('one-and-the-same', 'other words')
    await bob.until(() => bob.session.pending.some(({ error }) => error !== null))
    expect(bob.session.pending).toMatchObject([
      { body: { text: 'other words' }, error: { code: 'cid_conflict' } },
    ])
    expect(ann.texts).toEqual(['words'])
  })
})

/** A store whose disk can be full: what needs room fails, what reads works. */
function fillable(store: Store) {
  let full = false
  const fails = new Set<string | symbol>(['append', 'queue'])
  const disk = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: never[]) => unknown
      if (full && fails.has(name)) return () => Promise.reject(new AppError('storage_full'))
      return method.bind(target)
    },
  })
  return {
    disk,
    fill: (on: boolean) => {
      full = on
    },
  }
}

describe('a full disk', () => {
  test('of the host: what is said is refused and kept by who said it, the past can be read, and it goes on when there is room', async () => {
    await using net = new Loopback()
    const { disk, fill } = fillable(await net.store())
    const ann = await net.host('Ann', { store: disk })
    const bob = await net.join(ann.address, 'Bob')
    await tell(bob, 'there was room')
    fill(true)
    bob.session.say('waits', 'no room')
    await bob.until(() => bob.session.pending.some(({ error }) => error !== null))
    expect(bob.session.pending).toMatchObject([
      { body: { text: 'no room' }, error: { code: 'host_storage' } },
    ])
    const cem = await net.join(ann.address, 'Cem')
    expect(cem.texts).toEqual(['there was room'])
    fill(false)
    bob.session.resend('waits')
    await cem.until(() => cem.texts.length === 2)
    expect(cem.messages[1]).toMatchObject({ seq: 2, cid: 'waits', text: 'no room' })
    await bob.until(() => bob.session.pending.length === 0)
  })

  test('of a member: nothing leaves that it could not keep, and nothing typed is lost', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const { disk, fill } = fillable(await net.store())
    const bob = await net.join(ann.address, 'Bob', undefined, { store: disk })
    fill(true)
    bob.session.say('waits', 'no room here')
    await bob.until(() => bob.session.pending.some(({ error }) => error !== null))
    expect(bob.session.pending).toMatchObject([{ error: { code: 'storage_full' } }])
    await tell(ann, 'still heard')
    await bob.until(() => bob.texts.length === 1)
    expect(ann.texts).toEqual(['still heard'])
    fill(false)
    bob.session.resend('waits')
    await ann.until(() => ann.texts.length === 2)
    expect(ann.texts).toEqual(['still heard', 'no room here'])
  })
})

/** So many reactions on the first message, one after the other. */
async function react(host: TestHost, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const body = { emoji: '👍', ...(n % 2 === 1 && { off: true }) }
    host.session.post(randomUUID(), { kind: 'reaction', on: 1, body })
  }
  await host.until(() => host.session.pending.length === 0)
}

describe('who comes late', () => {
  test('sees the latest, and the rest as it reads back', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const said = numbered(3 * PAGE_EVENTS)
    await tell(ann, ...said)
    const bob = await net.join(ann.address, 'Bob')
    expect(bob.texts).toEqual(said.slice(-FIRST_PAGE))
    expect(bob.session.oldest).toBe(1)
    const read: string[] = [...bob.texts]
    for (let before = bob.messages[0]?.seq ?? 0; ; ) {
      const { entries, older } = await bob.session.history({ before }, PAGE_EVENTS)
      const page = entries.flatMap((entry) => (entry.kind === 'message' ? [entry] : []))
      read.unshift(...page.map(({ text }) => text))
      before = page[0]?.seq ?? 0
      if (!older) break
    }
    expect(read).toEqual(said)
  })

  test('has a whole page of messages without asking, however much stands on them', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    await tell(ann, ...numbered(FIRST_PAGE))
    await react(ann, FIRST_PAGE - 10)
    const bob = await net.join(ann.address, 'Bob')
    // Waits for the page that is on its way, if it still is.
    await bob.session.fetchOlder(1)
    expect(bob.session.log.info?.first).toBe(1)
  })

  test.each([
    ['nothing', 'none', []],
    ['the last two messages', 2, ['message 4', 'message 5']],
  ] as const)('sees %s where the host says so, whatever it asks for', async (_, past, seen) => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { past })
    await tell(ann, ...numbered(5))
    await react(ann, 3)
    const bob = await net.join(ann.address, 'Bob')
    expect(bob.texts).toEqual(seen)
    const { entries, older } = await bob.session.history({ before: 9 }, PAGE_EVENTS)
    expect(entries.filter(({ kind }) => kind === 'message')).toHaveLength(seen.length)
    expect(older).toBe(false)
    await tell(ann, 'for everybody')
    await bob.until(() => bob.texts.at(-1) === 'for everybody')
  })
})
