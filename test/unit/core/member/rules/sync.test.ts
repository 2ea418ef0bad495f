import { describe, expect, test } from 'vitest'
import type {
  SessionEffect,
  SessionInput,
} from '../../../../../electron/core/member/rules/state.ts'
import type { StoredEvent } from '../../../../../electron/core/store/store.ts'
import { BUFFERED_EVENTS, PAGE_EVENTS } from '../../../../../shared/domain/limits.ts'
import { UNKNOWN_TIME } from '../../../../../shared/domain/moments.ts'
import { unixMs } from '../../../../../shared/domain/time.ts'
import { UNREADABLE } from '../../../../../shared/events/kind.ts'
import type { HostMessage } from '../../../../../shared/wire/protocol.ts'
import {
  ann,
  bob,
  endOf,
  kept,
  live,
  pageOf,
  returning,
  sent,
  shown,
  stored,
  stretch,
} from '../../../../support/pure-session.ts'
import { messageOf, posting, waitingFor } from '../../../../support/words.ts'

const waits = (cid: string) => waitingFor(cid, `text of ${cid}`)

describe('a gap', () => {
  test('is asked for from one before our last event, page by page, and then it is live', () => {
    const { enter, hear } = returning(5)
    expect(sent(enter(9))).toEqual([{ type: 'fetch', room: 'r', after: 4, most: PAGE_EVENTS }])
    const first = hear(pageOf(stretch(5, 7), true))
    expect(shown(first)).toEqual([6, 7])
    expect(kept(first)).toEqual([6, 7])
    expect(first).toContainEqual({ type: 'catchingUp', missing: 2 })
    expect(sent(first)).toEqual([{ type: 'fetch', room: 'r', after: 7, most: PAGE_EVENTS }])
    const second = hear(pageOf(stretch(8, 9)))
    expect(shown(second)).toEqual([8, 9])
    expect(second.at(-1)).toEqual({ type: 'live' })
  })

  test('holds back what is said meanwhile: nothing is shown before what came before it', () => {
    const { enter, hear } = returning(5)
    enter(7)
    expect(hear(live(stored(8)), live(stored(9)))).toEqual([])
    const closed = hear(pageOf(stretch(5, 7)))
    expect(shown(closed)).toEqual([6, 7, 8, 9])
    expect(shown(hear(live(stored(10))))).toEqual([10])
  })

  test('may come with what was said meanwhile in it: each is shown once', () => {
    const { enter, hear } = returning(5)
    enter(7)
    hear(live(stored(8)), live(stored(9)))
    expect(shown(hear(pageOf(stretch(5, 8))))).toEqual([6, 7, 8, 9])
  })

  test('fetches what is said meanwhile like the rest when it is much', () => {
    const { enter, hear, state } = returning(5)
    enter(7)
    const last = 8 + BUFFERED_EVENTS
    for (const event of stretch(8, last)) hear(live(event))
    expect(state().buffered).toEqual([])
    const page = hear(pageOf(stretch(5, 7)))
    expect(shown(page)).toEqual([6, 7])
    expect(sent(page)).toMatchObject([{ type: 'fetch', after: 7 }])
    expect(hear(pageOf(stretch(8, last)))).toContainEqual({ type: 'live' })
  })

  test('without one, the host still shows that it has our last event', () => {
    const { enter, hear } = returning(5)
    expect(sent(enter(5))).toMatchObject([{ type: 'fetch', after: 4 }])
    const effects = hear(pageOf(stretch(5, 5)))
    expect(shown(effects)).toEqual([])
    expect(effects).toContainEqual({ type: 'live' })
  })
})

describe('what was said and not confirmed', () => {
  const says = (effects: readonly SessionEffect[]) =>
    sent(effects).filter(({ type }) => type === 'post')

  test('goes out in its order, under the same numbers, once the host has shown our last event', () => {
    const { enter, hear } = returning(5, [waits('a'), waits('b')])
    expect(says(enter(9))).toEqual([])
    expect(says(hear(pageOf(stretch(5, 7), true)))).toEqual([
      posting('a', 'text of a'),
      posting('b', 'text of b'),
    ])
    expect(says(hear(pageOf(stretch(8, 9))))).toEqual([])
  })

  test('never goes to a host whose log is another one: it would be there anew', () => {
    const { enter, hear } = returning(5, [waits('a')])
    enter(9)
    expect(says(hear(pageOf([stored(5, bob, 'other'), ...stretch(6, 9)])))).toEqual([])
  })

  test('in an earlier run is found with our own log, and goes out as well', () => {
    const { enter, hear, state } = returning(5)
    const found = enter(5, { outbox: [waits('from before')] })
    expect(found).toContainEqual({ type: 'pending', message: waits('from before') })
    expect(says(hear(pageOf([stored(5)])))).toMatchObject([{ cid: 'from before' }])
    expect(state().pending.size).toBe(1)
  })

  test('cannot be taken back when the room ends: the host may have it', () => {
    const { enter, hear, step, state } = returning(5, [waits('a')])
    enter(5)
    hear(pageOf([stored(5)]), { type: 'ended', code: 'room_closed', text: '' })
    expect(step({ type: 'unqueue', cid: 'a' })).toEqual([])
    expect(state().pending.get('a')).toEqual(waits('a'))
  })

  test('is confirmed by the host’s log, when the acknowledgement was lost', () => {
    const { enter, hear, state } = returning(5, [waitingFor('a', 'message 6')])
    enter(6)
    const effects = hear(pageOf([stored(5), stored(6, bob, 'a')]))
    expect(effects).toContainEqual({ type: 'unpending', cid: 'a', seq: 6 })
    expect(state().pending.size).toBe(0)
  })

  test('answered again with an old event, it is confirmed and shown no second time', () => {
    const { enter, hear, step } = returning(5)
    enter(6)
    hear(pageOf([stored(5), stored(6, bob, 'a')]))
    step({ type: 'post', cid: 'a', said: messageOf('message 6') })
    step({ type: 'queued', cid: 'a', error: null })
    const effects = hear(live(stored(6, bob, 'a')))
    expect(shown(effects)).toEqual([])
    expect(effects).toContainEqual({ type: 'unpending', cid: 'a', seq: 6 })
  })

  test('is confirmed only by what says the same: kind, target and body', () => {
    const said = { kind: 'reaction', on: 3, body: { emoji: '👍' } }
    const waiting = { ...waits('a'), ...said }
    const heard = (change: object) => {
      const { enter, hear, state } = returning(5, [waiting])
      enter(6)
      hear(pageOf([stored(5), { ...stored(6, bob, 'a'), ...said, ...change }]))
      return [...state().pending.keys()]
    }
    expect(heard({})).toEqual([])
    expect(heard({ kind: 'message' })).toEqual(['a'])
    expect(heard({ on: 4 })).toEqual(['a'])
    expect(heard({ body: { emoji: '👍', off: true } })).toEqual(['a'])
  })

  test('goes out with what it stands on, if it stands on anything', () => {
    const said = { kind: 'reaction', on: 3, body: { emoji: '👍' } }
    const { enter, hear } = returning(5, [{ ...waits('a'), ...said }, waits('b')])
    enter(5)
    expect(says(hear(pageOf([stored(5)])))).toEqual([
      { type: 'post', cid: 'a', ...said },
      posting('b', 'text of b'),
    ])
  })

  test('does not leave before it is on our own disk, nor when it cannot be', () => {
    const { enter, hear, step, state } = returning(5)
    enter(5)
    hear(pageOf([stored(5)]))
    expect(sent(step({ type: 'post', cid: 'a', said: messageOf('words') }))).toEqual([])
    const error = { code: 'storage_full', message: 'full', details: {} } as const
    expect(sent(step({ type: 'queued', cid: 'a', error }))).toEqual([])
    expect(state().pending.get('a')).toMatchObject({ body: { text: 'words' }, error })
    step({ type: 'resend', cid: 'a' })
    expect(sent(step({ type: 'queued', cid: 'a', error: null }))).toMatchObject([{ cid: 'a' }])
  })
})

describe('a loss', () => {
  const losses: [string, SessionInput][] = [
    ['a cut', { type: 'gone' }],
    [
      'a host that goes away for now',
      { type: 'heard', message: { type: 'ended', code: 'host_away', text: '' } },
    ],
  ]
  test.each(losses)(
    'by %s is mended: what was said waits, and it goes on where it was',
    (_, loss) => {
      const { enter, hear, step, again, state } = returning(5)
      enter(5)
      hear(pageOf([stored(5)]))
      step({ type: 'post', cid: 'a', said: messageOf('words') })
      const effects = step(loss)
      expect(effects.map(({ type }) => type)).toEqual(['interrupted', 'hangUp'])
      step({ type: 'queued', cid: 'a', error: null })
      step({ type: 'post', cid: 'b', said: messageOf('more') })
      step({ type: 'queued', cid: 'b', error: null })
      expect([...state().pending.values()].map(({ error }) => error)).toEqual([null, null])
      again()
      enter(6)
      const back = hear(pageOf([stored(5), stored(6)]))
      expect(sent(back).map((message) => 'cid' in message && message.cid)).toEqual(['a', 'b'])
      expect(shown(back)).toEqual([6])
    },
  )

  const ends: [string, HostMessage][] = [
    ['room_closed', { type: 'ended', code: 'room_closed', text: '' }],
    ['banned', { type: 'ended', code: 'banned', text: '' }],
    ['removed', { type: 'ended', code: 'removed', text: '' }],
    ['not_admitted', { type: 'refused', code: 'not_admitted', text: '' }],
  ]
  test.each(ends)('that is the host’s word (%s) is not mended', (code, message) => {
    const { enter, hear } = returning(5)
    enter(5)
    expect(endOf(hear(message))).toMatchObject({ error: { code } })
  })

  test.each(['room_busy', 'room_full', 'address_full'] as const)(
    'a room that has no place for the moment (%s) is tried again',
    (code) => {
      const { greet, hear } = returning(5)
      greet()
      const effects = hear({ type: 'refused', code, text: '' })
      expect(effects).toMatchObject([{ type: 'interrupted', error: { code } }, {}])
    },
  )

  test('a host that never answers what was asked is left, and tried again', () => {
    const { enter, step } = returning(5)
    enter(9)
    expect(step({ type: 'late' })).toMatchObject([
      { type: 'interrupted', error: { code: 'no_answer' } },
      { type: 'hangUp' },
    ])
  })

  test('keeps trying while there is no way to the host', () => {
    const { step } = returning(5)
    const error = { code: 'connection_refused', message: '', details: {} } as const
    expect(step({ type: 'unreached', error })).toMatchObject([{ type: 'interrupted' }, {}])
  })
})

describe('a host’s log that does not go on from ours', () => {
  test('another room: it is left before our name is said', () => {
    const { greet } = returning(5)
    const effects = greet('another')
    expect(sent(effects)).toEqual([])
    expect(endOf(effects)).toMatchObject({ how: 'refused', error: { code: 'other_room' } })
  })

  const differs = (effects: ReturnType<ReturnType<typeof returning>['enter']>) => {
    expect(effects).toContainEqual({ type: 'setReadOnly' })
    expect(endOf(effects)).toMatchObject({ how: 'refused', error: { code: 'log_differs' } })
    expect(kept(effects)).toEqual([])
  }

  test('it ends before ours', () => {
    differs(returning(5).enter(4))
  })

  test('it begins for us after ours, with a gap between', () => {
    differs(returning(5).enter(9, {}, 7))
  })

  test('it has another event where our last one is', () => {
    const { enter, hear } = returning(5)
    enter(9)
    differs(hear(pageOf([stored(5, bob, 'other'), ...stretch(6, 9)])))
  })

  const lost = { ...stored(5), kind: UNREADABLE, cid: `${UNREADABLE}:5`, time: unixMs(0), body: {} }
  test.each([
    ['cannot read our last event any more', stored(5), lost],
    ['has our last event, which we cannot read any more', lost, stored(5)],
    ['does not know its time any more', stored(5), { ...stored(5), time: UNKNOWN_TIME }],
    ['knows its time, which we do not', { ...stored(5), time: UNKNOWN_TIME }, stored(5)],
  ])('is none when the host %s', (_, ours, theirs) => {
    const { enter, hear } = returning(5)
    enter(6, { tail: ours })
    const effects = hear(pageOf([theirs, stored(6)]))
    expect(endOf(effects)).toBeUndefined()
    expect(effects).toContainEqual({ type: 'live' })
  })

  test('is one when both know a time, and know different ones', () => {
    const { enter, hear } = returning(5)
    enter(6)
    differs(hear(pageOf([{ ...stored(5), time: unixMs(8) }, stored(6)])))
  })

  test.each([
    ['body', { body: { text: 'other words' } }],
    ['kind', { kind: 'dance' }],
    ['target', { on: 4 }],
    ['unknown field', { body: { text: 'message 5', more: 1 } }],
  ])('is one when our last event has another %s there', (_, change) => {
    const { enter, hear } = returning(5)
    enter(6)
    differs(hear(pageOf([{ ...stored(5), ...change }, stored(6)])))
  })

  test('is none for the order in which a host writes the fields of a body', () => {
    const { enter, hear } = returning(5)
    enter(5, { tail: { ...stored(5), body: { text: 'x', a: 1, b: { c: 2, d: [] } } } })
    const effects = hear(pageOf([{ ...stored(5), body: { b: { d: [], c: 2 }, a: 1, text: 'x' } }]))
    expect(effects).toContainEqual({ type: 'live' })
  })

  test('it has a hole', () => {
    const { enter, hear } = returning(5)
    enter(9)
    differs(hear(pageOf([stored(5), stored(7)])))
  })

  test('it has less than it said', () => {
    const { enter, hear } = returning(5)
    enter(9)
    differs(hear(pageOf([stored(5)])))
  })

  test('a log that ends where the host lets us begin goes on', () => {
    const { enter, hear } = returning(5)
    expect(sent(enter(8, {}, 6))).toMatchObject([{ type: 'fetch', after: 5 }])
    expect(hear(pageOf(stretch(6, 8)))).toContainEqual({ type: 'live' })
  })
})

describe('reading back', () => {
  test('asks for one page at a time, and not while something else is asked', () => {
    const { enter, hear, step } = returning(5)
    enter(9)
    expect(step({ type: 'older', before: 1, most: 50 })).toEqual([
      { type: 'olderCame', events: [] },
    ])
    hear(pageOf(stretch(5, 9)))
    const asked = step({ type: 'older', before: 3, most: 50 })
    expect(sent(asked)).toEqual([{ type: 'fetch', room: 'r', before: 3, most: 50 }])
    expect(step({ type: 'older', before: 3, most: 50 })).toEqual([])
    expect(hear(pageOf(stretch(1, 2)))).toEqual([{ type: 'olderCame', events: stretch(1, 2) }])
  })

  /** Bob comes in at 500 for the first time, and may read from `first` on. */
  function newcomer(first = 1) {
    const room = returning(0)
    room.enter(500, { first: 401, last: 400 }, first)
    return room
  }
  const reactions = (from: number, to: number) =>
    stretch(from, to).map((event) => ({ ...event, kind: 'reaction', on: 1 }))
  const older = (before: number) => [{ type: 'fetch', room: 'r', before, most: PAGE_EVENTS }]

  test('begins by itself for who has too few rows of the first page, until they are there', () => {
    const { hear, step } = newcomer()
    const first = hear(pageOf([...stretch(401, 410), ...reactions(411, 500)]))
    expect(first.at(-2)).toEqual({ type: 'live' })
    expect(sent(first)).toEqual(older(401))
    hear(pageOf([...reactions(201, 380), ...stretch(381, 400)]))
    expect(sent(step({ type: 'olderKept', error: null }))).toEqual(older(201))
    hear(pageOf(stretch(1, 200)))
    expect(sent(step({ type: 'olderKept', error: null }))).toEqual([])
  })

  test.each([
    ['where the newcomer may read no further back', 401, pageOf([])],
    ['when the host has no more', 1, pageOf([])],
    ['when the host answers with something else', 1, pageOf(reactions(450, 460))],
  ])('ends %s', (_, floor, answer) => {
    const { hear, step } = newcomer(floor)
    const first = hear(pageOf(reactions(401, 500)))
    expect(sent(first)).toEqual(floor === 1 ? older(401) : [])
    if (floor === 1) hear(answer)
    expect(sent(step({ type: 'olderKept', error: null }))).toEqual([])
  })

  test('of a person and of the first page are one question to the host', () => {
    const { hear, step } = newcomer()
    hear(pageOf(reactions(401, 500)))
    expect(step({ type: 'older', before: 401, most: 50 })).toEqual([])
    hear(pageOf(reactions(301, 400)))
    // Still: what came is not on our disk yet.
    expect(step({ type: 'older', before: 401, most: 50 })).toEqual([])
    expect(sent(step({ type: 'olderKept', error: null }))).toEqual(older(301))
  })

  test('a page that nobody asked for breaks the protocol', () => {
    const { enter, hear } = returning(5)
    enter(5)
    hear(pageOf([stored(5)]))
    expect(endOf(hear(pageOf([])))).toMatchObject({ error: { code: 'protocol_broken' } })
  })
})

describe('what was withdrawn', () => {
  const gone = (seq: number, by: number, author = bob, cid = `c-${seq}`): StoredEvent => ({
    ...stored(seq, author, cid),
    ...{ body: {}, withdrawn: by },
  })

  test('confirms what waits here, if it is of its kind', () => {
    const { enter, hear, state } = returning(0, [waits('c-1'), { ...waits('c-2'), kind: 'dance' }])
    enter(2, { outbox: [] })
    const came = hear(pageOf([gone(1, 3), gone(2, 3)]))
    expect(came).toContainEqual({ type: 'unpending', cid: 'c-1', seq: 1 })
    expect([...state().pending.keys()]).toEqual(['c-2'])
    const [keep] = came
    expect(keep).toEqual({ type: 'keep', events: [gone(1, 3), gone(2, 3)] })
  })

  test('and is said again is confirmed by what is left of it, and leaves the outbox', () => {
    const { enter, hear } = returning(5, [waits('c-9')])
    enter(5)
    hear(pageOf([stored(5)]))
    expect(hear(live(gone(3, 5, bob, 'c-9')))).toEqual([
      { type: 'unpending', cid: 'c-9', seq: 3 },
      { type: 'unqueue', cid: 'c-9' },
    ])
  })

  test.each([
    ['ours and the host’s', gone(5, 6), gone(5, 6), true],
    ['the host’s alone: we hear of it in the gap', stored(5, bob), gone(5, 6), true],
    ['ours alone', gone(5, 6), stored(5, bob), false],
    ['ours, and the host’s by something else', gone(5, 6), gone(5, 7), false],
    ['the host’s, of another kind', stored(5, bob), { ...gone(5, 6), kind: 'dance' }, false],
    ['the host’s, by another author', stored(5, bob), gone(5, 6, ann), false],
  ])('is compared by the rest of it: %s', (_, ours, theirs, same) => {
    const { enter, hear } = returning(5)
    enter(7, { tail: ours })
    const came = hear(pageOf([theirs, ...stretch(6, 7)]))
    expect(came.some(({ type }) => type === 'live')).toBe(same)
    expect(came.some(({ type }) => type === 'setReadOnly')).toBe(!same)
  })
})

describe('a look', () => {
  const asks = (seq: number) => ({ type: 'look', room: 'r', seq })
  const answer = (seq: number): HostMessage => {
    const [event] = [live(stored(seq))]
    const { type: _, ...logged } = event as Extract<HostMessage, { type: 'event' }>
    return { type: 'looked', seq, event: logged, on: [] }
  }
  const none = (seq: number): HostMessage => ({
    type: 'looked',
    seq,
    on: [],
    code: 'target_unknown',
  })
  function inside() {
    const room = returning(5)
    room.enter(5)
    room.hear(pageOf([stored(5)]))
    return room
  }

  test('asks the host for one event after the other, and each is shown and not kept', () => {
    const { step, hear } = inside()
    expect(sent(step({ type: 'look', seq: 2 }))).toEqual([asks(2)])
    expect(step({ type: 'look', seq: 3 })).toEqual([])
    expect(step({ type: 'look', seq: 2 })).toEqual([])
    const found = { event: stored(2), on: [] }
    expect(hear(answer(2))).toEqual([
      { type: 'looked', seq: 2, found },
      { type: 'send', message: asks(3) },
    ])
    expect(hear(none(3))).toEqual([{ type: 'looked', seq: 3, found: null }])
  })

  test('waits while a page is on its way, and a page is not asked for meanwhile', () => {
    const { step, hear } = inside()
    step({ type: 'older', before: 1, most: 5 })
    expect(step({ type: 'look', seq: 2 })).toEqual([])
    expect(sent(hear(pageOf([])))).toEqual([])
    expect(sent(step({ type: 'olderKept', error: null }))).toEqual([asks(2)])
    expect(step({ type: 'older', before: 1, most: 5 })).toEqual([{ type: 'olderCame', events: [] }])
  })

  test('has nobody to ask without a connection', () => {
    const { step, again } = inside()
    step({ type: 'look', seq: 2 })
    step({ type: 'gone' })
    expect(step({ type: 'look', seq: 2 })).toEqual([{ type: 'looked', seq: 2, found: null }])
    again()
    expect(step({ type: 'look', seq: 2 })).toEqual([{ type: 'looked', seq: 2, found: null }])
  })

  test('that is not answered is a loss, as is an older page', () => {
    for (const ask of [
      { type: 'look', seq: 2 },
      { type: 'older', before: 1, most: 5 },
    ] as const) {
      const { step, state } = inside()
      step(ask)
      expect(state().due).not.toBeNull()
      step({ type: 'late' })
      expect(state().phase).toBe('cut')
    }
  })

  test.each([
    ['that nobody asked for', none(2)],
    ['of another number', none(3)],
  ])('an answer %s breaks the protocol', (_, message) => {
    const { step, hear } = inside()
    if (message.type === 'looked' && message.seq === 3) step({ type: 'look', seq: 2 })
    expect(endOf(hear(message))).toMatchObject({ error: { code: 'protocol_broken' } })
  })
})
