/** The app's rooms over sessions that a test turns: which there are, and what windows are told. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { NetworkWatch } from '../../../../electron/core/net/network-watch.ts'
import type { HostedRoom, HostPorts, HostRequest } from '../../../../electron/core/rooms/hosting.ts'
import type { JoinPorts, JoinRequest } from '../../../../electron/core/rooms/joining.ts'
import type { PushHub } from '../../../../electron/core/rooms/push-hub.ts'
import { Rooms } from '../../../../electron/core/rooms/rooms.ts'
import type { LogInfo, Store } from '../../../../electron/core/store/store.ts'
import type { Change } from '../../../../shared/contract/snapshot.ts'
import { AppError, type ErrorValue, errorValue } from '../../../../shared/domain/errors.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeSession, logOf, spoken, waitingWords } from '../../../support/fake-session.ts'
import { ann, bob, keyOf, stored } from '../../../support/pure-session.ts'

/** What is behind hosting and joining: the test's own, put here by its setup. */
const behind = vi.hoisted(() => ({
  host: undefined as unknown as (
    request: HostRequest,
    ports: HostPorts,
    again: LogInfo | null,
  ) => Promise<HostedRoom>,
  join: undefined as unknown as (
    request: JoinRequest | null,
    ports: JoinPorts,
    kept: LogInfo | null,
  ) => FakeSession,
}))

vi.mock('../../../../electron/core/rooms/hosting.ts', () => ({
  startHosting: (...args: Parameters<typeof behind.host>) => behind.host(...args),
}))
vi.mock('../../../../electron/core/rooms/joining.ts', () => ({
  joinRoom: (request: JoinRequest, ports: JoinPorts) => behind.join(request, ports, null),
  joinAgain: ({ info }: { info: LogInfo }, ports: JoinPorts) => behind.join(null, ports, info),
}))

const LAB: HostRequest = {
  ...{ ip: '127.0.0.1', port: 7000, room: 'Lab', name: 'Bob', password: null },
  ...{ approving: false, past: 'all' },
}
const THERE = { address: '127.0.0.1:7000', name: 'Bob' }

/** The rooms of Bob's computer, on whose disk are these logs. */
function setup(...logs: LogInfo[]) {
  const changes: Change[] = []
  const warnings: ErrorValue[] = []
  const deleted: number[] = []
  const journal: unknown[] = []
  const sessions: FakeSession[] = []
  const opened: { request: HostRequest; again: LogInfo | null; ports: HostPorts }[] = []
  /** What was asked of the rooms behind those that are hosted here. */
  const asked: string[] = []
  const waiting = new Set<() => void>()
  /** Notes something, and has everybody look who waits for it. */
  const into =
    <T>(list: T[]) =>
    (one: T) => {
      list.push(one)
      for (const look of waiting) look()
    }
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => holds() && resolve()
      waiting.add(look)
      look()
    })
  /** The log that the next room gets, and what is done with its session before it is connected. */
  const next = {
    log: logOf(1),
    prepare: (_: FakeSession) => {},
    host: async () => {},
  }

  behind.join = (_, ports, kept) => {
    const session = new FakeSession(kept ?? next.log, ports.onNews)
    next.prepare(session)
    sessions.push(session)
    return session
  }
  behind.host = async (request, ports, again) => {
    opened.push({ request, again, ports })
    await next.host()
    const session = new FakeSession(again ?? next.log, ports.onNews)
    sessions.push(session)
    session.enter()
    const end = (how: string) => async () => {
      asked.push(how)
      session.turn({ phase: 'ended', how: 'closed', error: null })
    }
    const room = {
      accessView: { password: false, locked: false },
      moderate: ({ type }: { type: string }) => asked.push(type),
      setPassword: async (password: string | null) => asked.push(`password ${password}`),
    }
    const hosted = { session, room, port: 7000, addresses: [], link: 'tincan://join?standing' }
    return { ...hosted, close: end('close'), suspend: end('suspend') } as unknown as HostedRoom
  }

  const store = {
    logs: async () => logs,
    page: async () => [],
    rows: async () => ({ from: 1, to: 0, rows: [], standing: [], folded: 0 }),
    unread: async () => ({ count: 0, from: null, upTo: 0 }),
    read: async () => {},
    outbox: async () => [],
    delete: async (log: number) => void deleted.push(log),
  } as unknown as Store
  const rooms = new Rooms({
    clock: new FakeClock(),
    hub: { add: into(changes) } as unknown as PushHub,
    knownHosts: {} as never,
    store,
    network: {} as NetworkWatch,
    logger: { info: into(journal), warn: into(journal), error() {} },
    identity: () => ({ key: '', certificate: '', fingerprint: bob.id }),
    warning: into(warnings),
  })
  const join = async (log = next.log) => {
    next.log = log
    const room = await rooms.join('try', THERE)
    const session = sessions.at(-1)
    if (session === undefined) throw new Error('a join makes a session')
    changes.length = 0
    return { room, session }
  }
  return { rooms, join, until, next, changes, warnings, deleted, journal, sessions, opened, asked }
}

beforeEach(() => {
  const unset = () => {
    throw new Error('setup() says what is behind')
  }
  behind.host = unset
  behind.join = unset
})

describe('what windows are told', () => {
  test('is the news of a room’s session as changes, in the order in which it came', async () => {
    const { join, changes } = setup()
    const { room, session } = await join()
    const { id: roomId } = room
    const entry = spoken(1, 'hello')
    const message = waitingWords('w')
    session.tell({ type: 'pending', message })
    session.tell({ type: 'event', event: stored(1), row: entry })
    session.tell({ type: 'unpending', cid: 'w', seq: 1 })
    session.members = [bob]
    session.tell({ type: 'members' })
    session.turn({ phase: 'interrupted', error: errorValue('no_answer'), retryIn: 5 })
    expect(changes).toMatchObject([
      { type: 'pending', roomId, message },
      { type: 'entries', roomId, stretch: { from: 1, to: 1, entries: [entry] } },
      { type: 'unpending', roomId, cid: 'w' },
      { type: 'members', roomId, members: [bob] },
      { type: 'room', room: { id: roomId, connection: { phase: 'interrupted', retryIn: 5 } } },
      { type: 'attempt', attemptId: roomId, question: null },
    ])
  })

  test('of a new room is all that is in it already, the room itself first', async () => {
    const { rooms, next, changes } = setup()
    next.prepare = (session) => {
      session.tail.event(1, spoken(1, 'hello'))
      session.pending = [waitingWords('w')]
    }
    const { id: roomId } = await rooms.join('try', THERE)
    expect(changes.filter(({ type }) => type !== 'attempt')).toMatchObject([
      { type: 'room', room: { id: roomId, name: 'Lab' } },
      { type: 'members', roomId, members: [ann, bob] },
      { type: 'entries', roomId, stretch: { entries: [{ text: 'hello' }] } },
      { type: 'pending', roomId, message: { cid: 'w' } },
    ])
  })

  test('of a join under way are its stages and questions, under the attempt’s own id', async () => {
    const { rooms, next, sessions, changes } = setup()
    const question = { kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 } as const
    next.prepare = (session) => {
      session.outcome = async () => {
        session.turn({ phase: 'connecting', stage: 'dialing' })
        session.tell({ type: 'question', question })
        rooms.answer('try', { kind: 'password', password: 'five good words' })
        session.enter()
      }
    }
    await rooms.join('try', THERE)
    expect(changes.slice(0, 3)).toMatchObject([
      { type: 'attempt', attemptId: 'try', stage: 'dialing', question: null },
      { type: 'attempt', attemptId: 'try', stage: 'dialing', question },
      { type: 'room' },
    ])
    expect(sessions[0]?.asked).toEqual(['connect', 'answer'])
    rooms.answer('try', { kind: 'trust' })
    expect(sessions[0]?.asked).toEqual(['connect', 'answer'])
  })

  test('of who may come in is the room anew', async () => {
    const { rooms, opened, changes } = setup()
    const { id } = await rooms.host(LAB)
    changes.length = 0
    opened[0]?.ports.onAccessChange?.()
    expect(changes).toMatchObject([{ type: 'room', room: { id } }])
  })

  test('comes of no look at the rooms', async () => {
    const { rooms, join, changes } = setup()
    const { session } = await join()
    await rooms.host({ ...LAB, room: 'Own' })
    changes.length = 0
    const asked = [...session.asked]
    expect(rooms.snapshots).toEqual(rooms.snapshots)
    expect([rooms.hosted, rooms.hosted]).toEqual([1, 1])
    expect([changes, session.asked]).toEqual([[], asked])
  })
})

describe('a room that has ended', () => {
  test('stays to be read, and is not entered at the next start', async () => {
    const { rooms, join } = setup()
    const { room, session } = await join()
    session.tail.event(1, spoken(1, 'hello'))
    session.turn({ phase: 'ended', how: 'closed', error: errorValue('room_closed') })
    expect(rooms.snapshots).toMatchObject([
      {
        id: room.id,
        connection: { phase: 'ended', error: { code: 'room_closed' } },
        stretch: { entries: [{ text: 'hello' }] },
      },
    ])
    expect(session.facts).toEqual([{ open: false }])
  })

  test('because the program ends is still one to be entered again', async () => {
    const { rooms, join } = setup()
    const { session } = await join()
    await rooms.close()
    expect([session.connection.phase, session.facts]).toEqual(['ended', []])
  })

  test('is entered again only then, and only when it can be written', async () => {
    const { rooms, join } = setup(logOf(2, { readOnly: true }))
    await rooms.restore()
    await rooms.rejoin('room-2')
    const { room, session } = await join()
    await rooms.rejoin(room.id)
    expect(session.asked).toEqual(['connect'])
    session.turn({ phase: 'ended', how: 'closed', error: null })
    await rooms.rejoin(room.id)
    rooms.answer(room.id, { kind: 'trust' })
    expect(session.asked).toEqual(['connect', 'setFacts', 'connect', 'answer'])
    expect(rooms.find('room-2')?.session).toMatchObject({ asked: [] })
  })

  test('of our own is opened again where it was, with its log, once however often it is asked for', async () => {
    const own = logOf(3, { hosting: true })
    const { rooms, opened } = setup(own)
    await rooms.restore()
    expect([opened.length, rooms.hosted]).toEqual([0, 0])
    await Promise.all([rooms.rejoin('room-3'), rooms.rejoin('room-3')])
    expect(opened).toMatchObject([{ request: { ip: '127.0.0.1', port: 7000, room: 'Lab' } }])
    expect([opened[0]?.again, rooms.hosted, rooms.snapshots.length]).toEqual([own, 1, 1])
  })
})

describe('the start of the program', () => {
  test('opens rooms of our own and enters others where we were when it ended, and no more', async () => {
    const { rooms, until, sessions, opened } = setup(
      logOf(1, { hosting: true, open: true }),
      logOf(2, { open: true }),
      logOf(3, { hosting: true }),
      logOf(4),
    )
    await rooms.restore()
    await until(() => rooms.find('room-1')?.session.connection.phase === 'live')
    expect(opened.map(({ again }) => again?.id)).toEqual([1])
    const entered = sessions.filter(({ asked }) => asked.includes('resume'))
    expect(entered.map(({ info }) => info?.id)).toEqual([2])
    expect(rooms.snapshots.map(({ id, own }) => [id, own])).toEqual([
      ['room-1', true],
      ['room-2', false],
      ['room-3', true],
      ['room-4', false],
    ])
    expect(rooms.hosted).toBe(1)
  })

  test('with another key shows the rooms of before to be read, and enters none', async () => {
    const before = { ownKey: keyOf('Bob before'), open: true }
    const { rooms, sessions, opened } = setup(logOf(1, { ...before, hosting: true }), {
      ...logOf(2),
      ...before,
    })
    await rooms.restore()
    expect(sessions.flatMap(({ asked }) => asked)).toEqual([])
    expect(opened).toEqual([])
    expect(rooms.snapshots).toMatchObject([{ id: 'room-1' }, { id: 'room-2' }])
  })

  test.each([
    ['port_in_use', new AppError('port_in_use', { port: 7000 })],
    ['internal', new Error('broken')],
  ])(
    'that cannot open a room tells a person so (%s), and the room can be read',
    async (code, why) => {
      const { rooms, until, next, warnings, journal } = setup(
        logOf(1, { hosting: true, open: true }),
      )
      next.host = async () => {
        throw why
      }
      await rooms.restore()
      await until(() => journal.length > 0)
      expect(warnings).toMatchObject([{ code }])
      expect([journal, rooms.hosted]).toEqual([['a room could not be opened again'], 0])
      expect(rooms.snapshots).toMatchObject([{ id: 'room-1', connection: { phase: 'ended' } }])
    },
  )

  test('says which room of our own has no place any more', async () => {
    const { rooms, until, warnings, journal } = setup(
      logOf(1, { hosting: true, open: true, addresses: [] }),
    )
    await rooms.restore()
    await until(() => journal.length > 0)
    expect(warnings).toMatchObject([{ code: 'address_invalid' }])
  })
})

describe('a room that is joined twice', () => {
  test('is one, in the newer connection, with what was typed in it', async () => {
    const { rooms, join, changes } = setup()
    const first = await join()
    first.room.draft = 'half a sen'
    const second = await join()
    expect(rooms.snapshots).toMatchObject([
      { id: first.room.id, draft: 'half a sen', connection: { phase: 'live' } },
    ])
    expect([first.session.asked.at(-1), second.session.asked]).toEqual(['leave', ['connect']])
    first.session.tell({ type: 'event', event: stored(9), row: spoken(9, 'late') })
    expect(changes).toEqual([])
  })
})

describe('a room that is deleted', () => {
  test('is left first, then gone from the disk and from windows', async () => {
    const { rooms, join, deleted, changes } = setup()
    const { room, session } = await join(logOf(6))
    await rooms.delete(room.id)
    expect(session.asked).toEqual(['connect', 'setFacts', 'drain', 'leave'])
    expect([deleted, rooms.snapshots, rooms.find(room.id)]).toEqual([[6], [], undefined])
    expect(changes.at(-1)).toEqual({ type: 'removed', roomId: room.id })
    expect(() => rooms.get(room.id)).toThrow(expect.objectContaining({ code: 'room_unknown' }))
    changes.length = 0
    session.tell({ type: 'members' })
    expect(changes).toEqual([])
  })

  test('is not left again when it has ended', async () => {
    const { rooms, join, deleted } = setup()
    const { room, session } = await join()
    session.turn({ phase: 'ended', how: 'left', error: null })
    await rooms.delete(room.id)
    expect([session.asked, deleted]).toEqual([['connect'], [1]])
  })
})

describe('the end of the program', () => {
  test('leaves every room once, puts ours away for now, and may come twice', async () => {
    const { rooms, join, next, asked } = setup()
    const { session } = await join()
    next.log = logOf(2)
    await rooms.host(LAB)
    await rooms.close()
    expect([asked, session.asked]).toEqual([['suspend'], ['connect', 'drain', 'leave']])
    await rooms.close()
    expect(asked).toEqual(['suspend'])
    expect(rooms.snapshots.map(({ connection }) => connection.phase)).toEqual(['ended', 'ended'])
  })

  test('gives up a join that is under way', async () => {
    const { rooms, next, sessions } = setup()
    const waits = Promise.withResolvers<void>()
    next.prepare = (session) => {
      session.outcome = () => waits.promise
    }
    const joining = rooms.join('try', THERE)
    await rooms.close()
    expect(sessions[0]?.asked).toEqual(['connect', 'leave'])
    waits.reject(new AppError('cancelled'))
    await expect(joining).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('what goes wrong', () => {
  test('in a join is told to who asked, by its code, and leaves no room and no attempt', async () => {
    const { rooms, next, sessions } = setup()
    next.prepare = (session) => {
      session.outcome = async () => {
        throw new AppError('no_answer', { address: '127.0.0.1:7000' })
      }
    }
    const joining = rooms.join('try', THERE)
    await expect(joining).rejects.toBeInstanceOf(AppError)
    await expect(joining).rejects.toMatchObject({
      code: 'no_answer',
      details: { address: '127.0.0.1:7000' },
    })
    rooms.cancel('try')
    expect([rooms.snapshots, sessions[0]?.asked]).toEqual([[], ['connect']])
  })

  test('in a rejoin shows in the room’s connection, and nothing is thrown', async () => {
    const { rooms, join, until, journal } = setup()
    const { room, session } = await join()
    const error = errorValue('no_answer')
    session.turn({ phase: 'ended', how: 'lost', error })
    session.outcome = async () => {
      session.turn({ phase: 'ended', how: 'lost', error })
      throw new AppError('no_answer')
    }
    await rooms.rejoin(room.id)
    await until(() => journal.length > 0)
    expect(journal).toEqual(['rejoin failed'])
    expect(room.info.connection).toMatchObject({ phase: 'ended', error: { code: 'no_answer' } })
  })

  test('in hosting is told to who asked, and the room counts as open no more', async () => {
    const { rooms, next } = setup()
    const waits = Promise.withResolvers<void>()
    next.host = () => waits.promise
    const hosting = rooms.host(LAB)
    expect(rooms.hosted).toBe(1)
    waits.reject(new AppError('port_in_use', { port: 7000 }))
    await expect(hosting).rejects.toMatchObject({ code: 'port_in_use', details: { port: 7000 } })
    expect([rooms.hosted, rooms.snapshots]).toEqual([0, []])
  })

  test('by a cancelled join ends its session, and no other', async () => {
    const { rooms, join, next, sessions } = setup()
    const { session } = await join()
    const waits = Promise.withResolvers<void>()
    next.prepare = (made) => {
      made.outcome = () => waits.promise
    }
    const joining = rooms.join('other', THERE)
    rooms.cancel('other')
    waits.reject(new AppError('cancelled'))
    await expect(joining).rejects.toMatchObject({ code: 'cancelled' })
    expect([session.asked, sessions[1]?.asked]).toEqual([['connect'], ['connect', 'leave']])
  })
})

describe('what only a host can do', () => {
  test('is done by the room behind it, a password as well as the rest', async () => {
    const { rooms, asked } = setup()
    const { id } = await rooms.host(LAB)
    await rooms.moderate(id, { type: 'lock', locked: true })
    await rooms.moderate(id, { type: 'password', password: null })
    expect(asked).toEqual(['lock', 'password null'])
  })

  test.each(['room-1', 'room-9'])('is refused for %s, which is not open here', async (id) => {
    const { rooms, join } = setup()
    await join()
    const locking = rooms.moderate(id, { type: 'lock', locked: true })
    await expect(locking).rejects.toMatchObject({ code: 'room_unknown' })
  })
})
