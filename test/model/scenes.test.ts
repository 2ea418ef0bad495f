/** Scenes that everybody can imagine, each driven to the very moment at which it hurts most. */
import { describe, expect, test, vi } from 'vitest'
import {
  copyOf,
  logOf,
  reachHost,
  reacts,
  says,
  seatOf,
  seenOn,
  told,
  until,
  waitingOf,
  words,
} from './scenes.ts'

vi.mock('../../shared/domain/limits.ts', async (original) => ({
  ...(await original<typeof import('../../shared/domain/limits.ts')>()),
  PAGE_EVENTS: 3,
  FIRST_PAGE: 4,
  BUFFERED_EVENTS: 3,
  REACTION_EMOJI: 2,
}))

describe('a kill at the worst moment', () => {
  test('the confirmation was lost and then the host died: the message is there once, and shown as sent', () => {
    const { world, bob, cem } = told(0)
    says(world, seatOf(bob), 'hello')
    until(world, () => logOf(world).length === 1)
    world.act(() => seatOf(bob).link?.cut(0, 0))
    world.killHost()
    world.startHost()
    world.rest()
    expect([logOf(world), copyOf(bob), copyOf(cem)]).toEqual([['hello'], ['hello'], ['hello']])
    expect(waitingOf(seatOf(bob))).toEqual([])
  })

  test('a member dies between its own disk and the host: the words leave when it starts again', () => {
    const { world, bob, cem } = told(0)
    says(world, seatOf(bob), 'hello')
    world.act(() => bob.computer.disk.commit())
    world.killGuest(bob)
    world.rest()
    expect(logOf(world)).toEqual([])
    world.act(() => bob.start())
    expect(waitingOf(seatOf(bob))).toEqual([['hello', null]])
    world.rest()
    expect([logOf(world), copyOf(cem), waitingOf(seatOf(bob))]).toEqual([['hello'], ['hello'], []])
  })

  test('a member dies before its own disk has it: it was never shown as kept, and nobody has it', () => {
    const { world, bob } = told(0)
    says(world, seatOf(bob), 'hello')
    world.killGuest(bob)
    world.act(() => bob.start())
    world.rest()
    expect([logOf(world), waitingOf(seatOf(bob))]).toEqual([[], []])
  })

  test('the host dies between its disk and telling anybody: all hear of it when it is back', () => {
    const { world, bob, cem } = told(0)
    says(world, seatOf(bob), 'hello')
    until(world, () => (seatOf(bob).link?.toHost.lines.length ?? 0) > 0)
    reachHost(world, bob, 1)
    world.act(() => world.host.computer.disk.commit())
    world.killHost()
    world.rest()
    expect([logOf(world), copyOf(cem), waitingOf(seatOf(bob))]).toEqual([
      ['hello'],
      [],
      [['hello', null]],
    ])
    world.startHost()
    world.rest()
    expect([copyOf(bob), copyOf(cem), waitingOf(seatOf(bob))]).toEqual([['hello'], ['hello'], []])
  })

  test('the host dies before its disk has it: it is said again by itself, and nobody saw it before', () => {
    const { world, bob, cem } = told(0)
    says(world, seatOf(bob), 'hello')
    until(world, () => (seatOf(bob).link?.toHost.lines.length ?? 0) > 0)
    reachHost(world, bob, 1)
    world.killHost(99)
    world.rest()
    expect([logOf(world), world.ledger.lifeOf(seatOf(cem)).shown]).toEqual([[], null])
    world.startHost()
    world.rest()
    expect([logOf(world), copyOf(cem)]).toEqual([['hello'], ['hello']])
  })

  test('what is said while the room is entered again does not overtake what waits', () => {
    const { world, bob } = told(0)
    world.act(() => seatOf(bob).link?.cut(0, 0))
    until(world, () => seatOf(bob).state.phase === 'cut')
    says(world, seatOf(bob), 'first')
    until(world, () => seatOf(bob).state.phase === 'opening')
    says(world, seatOf(bob), 'second')
    world.rest()
    expect(logOf(world)).toEqual(['first', 'second'])
  })
})

describe('coming late', () => {
  test.each([1, 2, 3, 4, 9])(
    '%i messages said during a long catch-up come after it, in their order',
    (live) => {
      const { world, bob } = told(1)
      world.killGuest(bob)
      for (const text of words(2, 11)) says(world, seatOf(world.host), text)
      world.rest()
      world.act(() => bob.start())
      until(world, () => seatOf(bob).state.fetching === 'gap' && seatOf(bob).state.seq > 3)
      for (const text of words(12, 11 + live)) {
        says(world, seatOf(world.host), text)
        until(world, () => logOf(world).includes(text))
      }
      world.rest()
      expect(copyOf(bob)).toEqual(words(1, 11 + live))
      expect(world.ledger.lifeOf(seatOf(bob)).shown).toBe(11 + live)
    },
  )

  test.each([
    ['everything', 'all', words(7, 10), words(1, 10)],
    ['the last two messages', 2, words(9, 10), words(9, 10)],
    ['nothing', 'none', [], []],
  ] as const)(
    'who may see %s of the past gets its end at once, and what is older as it is asked for',
    (_, past, first, all) => {
      const { world, dee } = told(10, past)
      world.act(() => dee.start())
      world.rest()
      expect(copyOf(dee)).toEqual(first)
      for (let page = 0; page < 5; page += 1) {
        const before = dee.kept?.first ?? 1
        world.act(() => seatOf(dee).put({ type: 'older', before, most: 3 }))
        world.rest()
      }
      expect(copyOf(dee)).toEqual(all)
      says(world, seatOf(world.host), 'new')
      world.rest()
      expect(copyOf(dee)).toEqual([...all, 'new'])
    },
  )
})

describe('a reaction', () => {
  test('whose confirmation was lost is said again, and stands once', () => {
    const { world, bob, cem } = told(1)
    reacts(world, seatOf(bob), 1, '👍')
    until(world, () => world.host.log.length === 2)
    world.act(() => seatOf(bob).link?.cut(0, 0))
    world.killHost()
    world.startHost()
    world.rest()
    expect(world.host.log).toHaveLength(2)
    expect([world.host, bob, cem].map((who) => seenOn(who, 1))).toEqual([['👍1'], ['👍1'], ['👍1']])
    expect(seatOf(bob).state.pending.size).toBe(0)
  })

  test('on what is not there, is no message, or is full, has failed for its author alone', () => {
    const { world, bob, cem } = told(1)
    reacts(world, seatOf(bob), 1, '👍')
    reacts(world, seatOf(bob), 1, '❤')
    world.rest()
    reacts(world, seatOf(cem), 1, '🎉')
    reacts(world, seatOf(cem), 2, '👍')
    reacts(world, seatOf(cem), 99, '👍')
    says(world, seatOf(cem), 'after all that')
    world.rest()
    const why = () => [...seatOf(cem).state.pending.values()].map(({ error }) => error?.code)
    expect(why()).toEqual(['not_allowed', 'not_allowed', 'target_unknown'])
    expect(logOf(world).at(-1)).toBe('after all that')
    expect([world.host, bob, cem].map((who) => seenOn(who, 1))).toEqual([
      ...[
        ['👍1', '❤1'],
        ['👍1', '❤1'],
        ['👍1', '❤1'],
      ],
    ])
    // It waits for its author, also over a start, and may be said again when there is place.
    world.killGuest(cem)
    world.act(() => cem.start())
    world.rest()
    expect(why()).toEqual(['not_allowed', 'not_allowed', 'target_unknown'])
    reacts(world, seatOf(bob), 1, '❤', true)
    world.rest()
    const [party] = [...seatOf(cem).state.pending.keys()]
    world.act(() => seatOf(cem).put({ type: 'resend', cid: party ?? '' }))
    world.rest()
    expect(why()).toEqual(['not_allowed', 'target_unknown'])
    expect([world.host, bob, cem].map((who) => seenOn(who, 1))).toEqual([
      ...[
        ['👍1', '🎉1'],
        ['👍1', '🎉1'],
        ['👍1', '🎉1'],
      ],
    ])
  })

  test('on what its author was never let read is refused as if nothing were there', () => {
    const { world, dee } = told(3, 'none')
    world.act(() => dee.start())
    world.rest()
    reacts(world, seatOf(dee), 2, '👍')
    world.rest()
    expect([...seatOf(dee).state.pending.values()]).toMatchObject([
      { on: 2, error: { code: 'target_unknown' } },
    ])
    expect(world.host.log).toHaveLength(3)
  })

  test('is seen as it was last by who scrolls back to it, also from before it', () => {
    const { world, bob, cem, dee } = told(1)
    reacts(world, seatOf(bob), 1, '👍')
    reacts(world, seatOf(cem), 1, '👍')
    for (const text of words(2, 9)) says(world, seatOf(world.host), text)
    world.rest()
    reacts(world, seatOf(bob), 1, '👍', true)
    world.rest()
    world.act(() => dee.start())
    world.rest()
    expect(dee.kept?.first).toBeGreaterThan(3)
    while ((dee.kept?.first ?? 0) > 1) {
      const before = dee.kept?.first ?? 1
      world.act(() => seatOf(dee).put({ type: 'older', before, most: 1 }))
      world.rest()
    }
    expect([world.host, bob, cem, dee].map((who) => seenOn(who, 1))).toEqual([
      ...[['👍1'], ['👍1'], ['👍1'], ['👍1']],
    ])
  })

  test('changes nothing of the rows: whoever comes late sees the messages of the last page', () => {
    const { world, bob, dee } = told(2)
    for (const emoji of ['👍', '❤']) reacts(world, seatOf(bob), 2, emoji)
    world.rest()
    world.act(() => dee.start())
    world.rest()
    expect(copyOf(dee)).toEqual(['m1', 'm2', null, null])
    expect(seenOn(dee, 2)).toEqual(['👍1', '❤1'])
  })
})
