/** One room as windows see it: what is shown of it, what its news become, and how it is gone from. */

import { describe, expect, test, vi } from 'vitest'
import { createIdentity } from '../../../../electron/core/identity/identity.ts'
import { type HostedRoom, startHosting } from '../../../../electron/core/rooms/hosting.ts'
import { OpenRoom } from '../../../../electron/core/rooms/open-room.ts'
import { type Store, WRITES } from '../../../../electron/core/store/store.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import { NOBODY } from '../../../../shared/domain/fingerprint.ts'
import { SNAPSHOT_ENTRIES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeSession, logOf, spoken, waitingWords } from '../../../support/fake-session.ts'
import { ann, bob, stored } from '../../../support/pure-session.ts'
import { memoryStore } from '../../../support/store-kit.ts'

// No port is opened: who would come in by it is not what is tested here.
vi.mock('../../../../electron/core/net/listener.ts', () => ({
  listen: async () => ({ port: 7000, close: async () => {} }),
}))

const ACCESS = {
  ...{ password: false, locked: true, approving: false, past: 'all', perAddress: null },
  waiting: [],
  banned: [],
} as const

const NOTICE = { kind: 'notice', time: unixMs(1), notice: { type: 'joined', name: 'Cem' } } as const

/** A room of Ann's that Bob is in; with `hosted`, one that is open here. */
function setup({ hosted = false, kept = logOf(4) } = {}) {
  const session = new FakeSession(kept)
  session.enter()
  const asked: string[] = []
  const end = (how: string) => async () => {
    asked.push(how)
    session.turn({ phase: 'ended', how: 'closed', error: null })
  }
  const behind = {
    ...{ port: 7001, link: 'tincan://join?standing', room: { accessView: ACCESS } },
    addresses: [{ address: '10.0.0.5:7001', kind: 'lan', label: 'eth0' }],
    close: end('close'),
    suspend: end('suspend'),
  } as unknown as HostedRoom
  const room = new OpenRoom(session.service, kept, hosted ? behind : null)
  return { room, session, asked }
}

describe('what is shown of a room', () => {
  test('is its name, its place and who we are, as its session has them', () => {
    const { room, session } = setup({ kept: logOf(4, { draft: 'half a sen' }) })
    session.tail.event(1, spoken(1, 'hello'))
    session.pending = [waitingWords('w')]
    expect(room.snapshot).toEqual({
      ...{ id: 'room-4', name: 'Lab', address: '127.0.0.1:7000', own: false, readOnly: false },
      ...{ hosting: null, hostKey: ann.id, connection: { phase: 'live' }, self: bob },
      ...{ oldest: 1, last: 1, members: [ann, bob], draft: 'half a sen' },
      stretch: { from: 1, to: 1, entries: [spoken(1, 'hello')] },
      pending: [waitingWords('w')],
      unread: { count: 0, from: null },
    })
  })

  test('has a name and a self even before the room was entered once', () => {
    const session = new FakeSession(null)
    const room = new OpenRoom(session.service, logOf(4, { addresses: [] }), null)
    expect(room.info).toMatchObject({
      ...{ name: 'typed.example:1', address: 'typed.example:1', hostKey: NOBODY },
      self: { id: NOBODY, name: '', host: false },
    })
  })

  test('is the host’s as long as the room is open here, and none of it when it has ended', () => {
    const { room, session } = setup({ hosted: true, kept: logOf(4, { hosting: true }) })
    expect(room.info).toMatchObject({
      address: '10.0.0.5:7001',
      own: true,
      hosting: { port: 7001, invite: 'tincan://join?standing', locked: true },
    })
    session.turn({ phase: 'ended', how: 'closed', error: null })
    expect(room.info).toMatchObject({ address: '10.0.0.5:7001', own: true, hosting: null })
    expect(room.hosted).toBeNull()
  })

  test('stays to be read when the room has ended', () => {
    const { room, session } = setup()
    session.tail.event(1, spoken(1, 'hello'))
    session.turn({ phase: 'ended', how: 'refused', error: errorValue('banned') })
    expect(room.snapshot).toMatchObject({
      name: 'Lab',
      connection: { phase: 'ended', error: { code: 'banned' } },
      stretch: { entries: [{ text: 'hello' }] },
    })
  })

  test('is the end of a long conversation, and not all of it', () => {
    const { room, session } = setup()
    for (let seq = 1; seq <= SNAPSHOT_ENTRIES + 5; seq += 1)
      session.tail.event(seq, spoken(seq, 'x'))
    const {
      stretch: { from, to, entries },
      last,
    } = room.snapshot
    expect([entries.length, entries[0]?.at, last]).toEqual([
      SNAPSHOT_ENTRIES,
      6,
      SNAPSHOT_ENTRIES + 5,
    ])
    expect([from, to]).toEqual([6, last])
  })

  test('is only looked at: no ticket is made, and the store is asked to write nothing', async () => {
    const memory = await memoryStore()
    const writes: string[] = []
    const noting = Object.fromEntries(
      WRITES.map((name) => [
        name,
        (...args: never[]) => {
          writes.push(name)
          return (memory[name] as (...all: never[]) => Promise<unknown>)(...args)
        },
      ]),
    )
    const store = { ...memory, ...noting } as Store
    const request = { ip: '127.0.0.1', port: 7000, room: 'Lab', name: 'Ann', past: 'all' } as const
    const hosted = await startHosting(
      { ...request, password: 'five good words', approving: false },
      { clock: new FakeClock(), identity: await createIdentity(), store, onNews: () => {} },
    )
    const [kept] = await store.logs()
    if (kept === undefined) throw new Error('the room has a log')
    const room = new OpenRoom(hosted.session, kept, hosted)
    const access = await store.access(kept.id)
    const before = writes.length
    const invite = room.info.hosting?.invite
    expect(invite).toContain(hosted.room.standing)
    expect(room.snapshot.hosting?.invite).toBe(invite)
    expect(room.info).toEqual(room.info)
    expect(room.snapshot).toEqual(room.snapshot)
    // What the looks had asked for behind our back would be asked before this is on the disk.
    await room.session.log.setFacts({})
    expect(writes.slice(before)).toEqual(['setFacts'])
    expect(access).not.toEqual([])
    expect(await store.access(kept.id)).toEqual(access)
    await hosted.close()
    await memory.close()
  })
})

describe('what is unread', () => {
  test('is what others said and nobody has seen; what makes no row moves the mark silently', () => {
    const { room } = setup()
    const hear = (seq: number, author: typeof ann, on: number | null = null) => {
      const said = on === null ? {} : { kind: 'reaction', on, body: { emoji: '👍' } }
      room.changes({ type: 'event', event: { ...stored(seq, author), ...said }, row: null })
    }
    hear(1, bob)
    expect(room.snapshot.unread).toEqual({ count: 0, from: null })
    hear(2, ann)
    hear(3, ann, 1)
    hear(4, ann)
    expect(room.snapshot.unread).toEqual({ count: 2, from: 2 })
    // A window that has not got so far yet has not seen all of it.
    room.read(3)
    expect(room.snapshot.unread).toEqual({ count: 2, from: 2 })
    room.read(4)
    expect(room.snapshot.unread).toEqual({ count: 0, from: null })
    hear(4, ann)
    expect(room.snapshot.unread).toEqual({ count: 0, from: null })
  })
})

describe('a piece of news', () => {
  test('is the change that a window needs, under the room’s own id', () => {
    const { room, session } = setup()
    const row = spoken(7, 'hello')
    const joined = session.tail.notice(NOTICE)
    const shown = { seq: 7, withdrawn: false, shown: {}, folded: 8 }
    const message = waitingWords('w')
    session.members = [bob]
    expect([
      room.changes({ type: 'event', event: stored(7), row }),
      room.changes({ type: 'event', event: stored(8), row: null }),
      room.changes({ type: 'notice', notice: joined }),
      room.changes({ type: 'shown', row: shown }),
      room.changes({ type: 'pending', message }),
      room.changes({ type: 'unpending', cid: 'w', seq: 1 }),
      room.changes({ type: 'members' }),
    ]).toEqual([
      [{ type: 'entries', roomId: 'room-4', stretch: { from: 7, to: 7, entries: [row] } }],
      [{ type: 'entries', roomId: 'room-4', stretch: { from: 8, to: 8, entries: [] } }],
      [{ type: 'entries', roomId: 'room-4', stretch: { from: 1, to: 0, entries: [joined] } }],
      [{ type: 'shown', roomId: 'room-4', row: shown }],
      [{ type: 'pending', roomId: 'room-4', message }],
      [{ type: 'unpending', roomId: 'room-4', cid: 'w' }],
      [{ type: 'members', roomId: 'room-4', members: [bob] }],
    ])
  })

  test('of the connection shows the room first, then takes back what was asked', () => {
    const { room, session } = setup()
    session.connection = { phase: 'connecting', stage: 'proving' }
    const { connection } = session
    expect(room.changes({ type: 'connection', connection })).toEqual([
      { type: 'room', room: room.info },
      { type: 'attempt', attemptId: 'room-4', stage: 'proving', question: null },
    ])
  })

  test('that is a question is asked at the stage that the rejoin has come to', () => {
    const { room, session } = setup()
    const question = { kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 } as const
    session.connection = { phase: 'connecting', stage: 'greeting' }
    expect(room.changes({ type: 'question', question })).toEqual([
      { type: 'attempt', attemptId: 'room-4', stage: 'greeting', question },
    ])
    session.connection = { phase: 'interrupted', error: errorValue('no_answer'), retryIn: null }
    expect(room.changes({ type: 'question', question })).toMatchObject([{ stage: 'entering' }])
  })
})

describe('who goes', () => {
  test('has left on the disk first, then waits until the host has all, then says goodbye', async () => {
    const { room, session } = setup()
    await room.leave()
    expect(session.asked).toEqual(['setFacts', 'drain', 'leave'])
    expect(session.facts).toEqual([{ open: false }])
  })

  test('does not wait for a host that is out of reach', async () => {
    const { room, session } = setup()
    session.connection = { phase: 'interrupted', error: errorValue('no_answer'), retryIn: 1_000 }
    await room.leave()
    expect(session.asked).toEqual(['setFacts', 'leave'])
  })

  test('for now, comes back at the next start: nothing is noted on the disk', async () => {
    const { room, session } = setup()
    await room.suspend()
    expect([session.asked, session.facts]).toEqual([['drain', 'leave'], []])
  })

  test.each([
    ['leave', 'close', [{ open: false }]],
    ['suspend', 'suspend', []],
  ] as const)(
    'as its host, by %s, has the room behind it %s for all, once',
    async (way, what, facts) => {
      const { room, session, asked } = setup({ hosted: true })
      await room[way]()
      expect([asked, session.facts]).toEqual([[what], facts])
      await room[way]()
      expect(asked).toEqual([what])
    },
  )
})
