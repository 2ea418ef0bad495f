import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isIn,
  type RoomEffect,
  type RoomInput,
  type RoomState,
} from '../../../../../electron/core/host/rules/state.ts'
import type { Fingerprint } from '../../../../../shared/domain/fingerprint.ts'
import { TEXT_BYTES } from '../../../../../shared/domain/limits.ts'
import { nameKey } from '../../../../../shared/domain/text.ts'
import { hostSchemas, type MemberMessage } from '../../../../../shared/wire/protocol.ts'
import { hungUp, keyOf, RECORD, sentTo, setup, toAll } from '../../../../support/pure-room.ts'
import { posting } from '../../../../support/words.ts'

/**
 * What each connection has been told of who is in: nobody leaves or is cut who was not there, and
 * no two have one name.
 */
function follow(
  rosters: Map<number, Map<Fingerprint, string>>,
  effect: Extract<RoomEffect, { type: 'send' | 'broadcast' }>,
  { peers }: RoomState,
): void {
  const { message } = effect
  if (effect.type === 'send' && message.type === 'joined') rosters.set(effect.to, new Map())
  if (effect.type === 'send' && message.type === 'roster') {
    for (const { id, name } of message.members) rosters.get(effect.to)?.set(id, name)
  }
  if (effect.type !== 'broadcast' || message.type !== 'member') return
  const { change, member } = message
  for (const [to, { stage }] of peers) {
    if (stage !== 'member' || to === effect.except || effect.only?.has(to) === false) continue
    const roster = rosters.get(to) ?? new Map<Fingerprint, string>()
    const gone = change === 'left' || change === 'lost'
    if (gone || change === 'cut')
      expect([to, change, roster.has(member.id)]).toEqual([to, change, true])
    if (gone) roster.delete(member.id)
    else roster.set(member.id, member.name)
    const names = [...roster.values()]
    expect(new Set(names.map(nameKey)).size, names.join()).toBe(names.length)
  }
}

/** Gives each connection a number of its own, as the room's service does. */
function numbering() {
  const numbers = new Map<number, number>()
  let last = 0
  return (input: RoomInput, isThere: (from: number) => boolean): RoomInput | undefined => {
    if (!('from' in input)) return input
    const before = numbers.get(input.from)
    if (input.type !== 'connected')
      return before === undefined ? undefined : { ...input, from: before }
    if (before !== undefined && isThere(before)) return undefined
    last += 1
    numbers.set(input.from, last)
    return { ...input, from: last }
  }
}

describe('a room', () => {
  test('speaks first: a newcomer is welcomed before it said anything', () => {
    const { step } = setup()
    const effects = step({ type: 'connected', from: 1, key: keyOf(1), host: false, address: null })
    expect(sentTo(1, effects)).toEqual([
      expect.objectContaining({ type: 'welcome', room: { id: 'r', name: 'Lab' } }),
    ])
  })

  test('lets a newcomer in, tells it who is here, and tells the others of it', () => {
    const { enter } = setup()
    enter(1, 'Ann', true)
    const effects = enter(2, 'Bob')
    const [joined, roster] = sentTo(2, effects)
    expect(joined).toMatchObject({
      type: 'joined',
      self: { name: 'Bob', host: false },
      members: 2,
      seq: 0,
    })
    expect(roster).toMatchObject({
      type: 'roster',
      members: [{ name: 'Ann', host: true }, { name: 'Bob' }],
    })
    expect(effects.at(-1)).toMatchObject({
      type: 'broadcast',
      except: 2,
      message: { type: 'member', change: 'joined' },
    })
  })

  test('lists a large membership in several lines', () => {
    const { enter } = setup(1000)
    for (let n = 1; n < 250; n += 1) enter(n, `Member ${n}`)
    const pages = sentTo(250, enter(250, 'Last')).filter((message) => message.type === 'roster')
    expect(pages.map((page) => page.members.length)).toEqual([100, 100, 50])
  })

  test('gives what is said a number and sends it to everybody, the author included', () => {
    const { enter, hear } = setup()
    enter(1, 'Ann')
    enter(2, 'Bob')
    const first = toAll(hear(2, posting('a', 'one')))
    const second = toAll(hear(1, posting('b', 'two')))
    expect(first).toMatchObject([
      {
        type: 'event',
        seq: 1,
        kind: 'message',
        author: { name: 'Bob' },
        cid: 'a',
        body: { text: 'one' },
      },
    ])
    expect(second).toMatchObject([{ type: 'event', seq: 2, author: { name: 'Ann' }, cid: 'b' }])
  })

  test.each([
    ['white space alone', '  \n'],
    ['one byte too much', 'x'.repeat(TEXT_BYTES + 1)],
    ['half a surrogate pair', 'a\ud800b'],
  ])('rejects %s, to its author alone, and uses up no number', (_, text) => {
    const { enter, hear, state } = setup()
    enter(1, 'Ann')
    expect(hear(1, posting('a', text))).toMatchObject([
      { type: 'send', to: 1, message: { type: 'rejected', cid: 'a', code: 'body_invalid' } },
    ])
    expect(state().seq).toBe(0)
  })

  test.each([
    ['kind_unknown', 'a kind of a later version', { kind: 'dance', body: {} }],
    ['kind_unknown', 'the kind of what is damaged', { kind: 'unreadable', body: {} }],
    ['kind_unknown', 'a kind that is no name', { kind: '\u202e', body: {} }],
    ['body_invalid', 'a message without a text', { kind: 'message', body: { words: 'hi' } }],
    ['body_invalid', 'a body that is a list', { kind: 'message', body: ['hi'] }],
    ['body_invalid', 'a body that is a text', { kind: 'message', body: 'hi' }],
    ['body_invalid', 'a body that is null', { kind: 'message', body: null }],
    ['body_invalid', 'no body', { kind: 'message', body: undefined }],
    ['body_invalid', 'a message on something', { kind: 'message', on: 1, body: { text: 'hi' } }],
    ['body_invalid', 'a reaction on nothing', { kind: 'reaction', body: { emoji: '👍' } }],
    ['body_invalid', 'a reaction of words', { kind: 'reaction', on: 1, body: { emoji: 'hi' } }],
  ])(
    'rejects with %s %s, and goes on with who said it',
    (code, _, said: { kind: string; on?: number; body: unknown }) => {
      const { enter, hear, state } = setup()
      enter(1, 'Ann')
      hear(1, posting('first', 'to stand on'))
      expect(hear(1, { type: 'post', cid: 'a', ...said })).toMatchObject([
        { type: 'send', to: 1, message: { type: 'rejected', cid: 'a', code } },
      ])
      expect([state().seq, state().members]).toEqual([1, 1])
    },
  )

  test('passes on what stands on something, as it was said, with all that it had', () => {
    const { enter, hear } = setup()
    enter(1, 'Ann')
    hear(1, posting('a', 'Tea?'))
    const body = { emoji: '👍', later: [1, { x: null }] }
    const told = toAll(hear(1, { type: 'post', cid: 'b', kind: 'reaction', on: 1, body }))
    expect(told).toMatchObject([{ type: 'event', seq: 2, kind: 'reaction', on: 1, body }])
  })

  test('has what stands on something judged from where its author may read', () => {
    const { enter, hear, once } = setup(10, { past: 'none' })
    enter(1, 'Ann', true)
    for (const cid of ['a', 'b', 'c']) hear(1, posting(cid, cid))
    enter(2, 'Bob')
    const reaction = { kind: 'reaction', on: 2, body: { emoji: '👍' } } as const
    const asked = (from: number) =>
      once({ type: 'heard', from, message: { type: 'post', cid: 'r', ...reaction } })
    expect(asked(1)).toMatchObject([{ type: 'store', said: reaction, floor: 1 }])
    expect(asked(2)).toMatchObject([{ type: 'store', said: reaction, floor: 4 }])
  })

  test('says in its first words which kinds of event it takes', () => {
    const { step } = setup()
    const effects = step({ type: 'connected', from: 1, key: keyOf(1), host: false, address: null })
    expect(sentTo(1, effects)).toMatchObject([{ kinds: ['message', 'reaction', 'deletion'] }])
  })

  test('takes a text of exactly the limit, of any Unicode', () => {
    const { enter, hear } = setup()
    enter(1, 'Ann')
    const text = '\u0000\u202e😀'.padEnd(TEXT_BYTES - 6, '\u0001')
    expect(toAll(hear(1, posting('a', text)))).toMatchObject([{ body: { text } }])
  })

  test('names the second of a name with a suffix', () => {
    const { enter } = setup()
    enter(1, 'Ann')
    expect(sentTo(2, enter(2, 'ann'))[0]).toMatchObject({ self: { name: 'ann-2' } })
    expect(sentTo(3, enter(3, 'ANN'))[0]).toMatchObject({ self: { name: 'ANN-3' } })
  })

  test('a lost member’s name and place are kept for its key, and nobody is told, until the time is over', () => {
    const { enter, step, state } = setup(2)
    enter(1, 'Ann')
    enter(2, 'Bob')
    const cut = step({ type: 'gone', from: 2 })
    expect(toAll(cut)).toMatchObject([
      { type: 'member', change: 'cut', member: { name: 'Bob', cut: true } },
    ])
    expect(cut).toContainEqual({ type: 'reserve', key: keyOf(2) })
    expect(sentTo(3, enter(3, 'Bob'))).toMatchObject([{ type: 'refused', code: 'room_full' }])
    expect(toAll(step({ type: 'unreserve', key: keyOf(2) }))).toMatchObject([
      { type: 'member', change: 'lost', member: { name: 'Bob', cut: false } },
    ])
    expect(state().cut.size).toBe(0)
    expect(sentTo(4, enter(4, 'Bob'))[0]).toMatchObject({ self: { name: 'Bob', clash: false } })
  })

  test('who comes back in time has its name again, and nobody hears of a leave or a join', () => {
    const { enter, step } = setup()
    enter(1, 'Ann')
    enter(2, 'Bob')
    step({ type: 'gone', from: 2 })
    expect(sentTo(3, enter(3, 'Bob'))[0]).toMatchObject({ self: { name: 'Bob-2' }, members: 3 })
    step({ type: 'connected', from: 4, key: keyOf(2), host: false, address: null })
    const back = step({
      type: 'heard',
      from: 4,
      message: { type: 'hello', version: 1, capabilities: [], name: 'Bob' },
    })
    expect(sentTo(4, back)[0]).toMatchObject({ self: { name: 'Bob', cut: false }, members: 3 })
    expect(toAll(back)).toMatchObject([{ change: 'back', member: { name: 'Bob', cut: false } }])
    expect(step({ type: 'unreserve', key: keyOf(2) })).toEqual([])
  })

  test.each([
    ['version_too_new', { type: 'hello', version: 2, capabilities: [], name: 'Ann' }],
    ['name_invalid', { type: 'hello', version: 1, capabilities: [], name: ' ' }],
    ['name_invalid', { type: 'hello', version: 1, capabilities: [], name: 'a\u202eb' }],
    ['bad_message', posting('a', 'before hello')],
  ] as const)('refuses a stranger with %s and hangs up', (code, message) => {
    const { step, hear, state } = setup()
    step({ type: 'connected', from: 1, key: keyOf(1), host: false, address: null })
    const effects = hear(1, message as MemberMessage)
    expect(sentTo(1, effects)).toMatchObject([{ type: 'refused', code }])
    expect(hungUp(effects)).toEqual([1])
    expect(state().peers.size).toBe(0)
    expect(toAll(effects)).toEqual([])
  })

  test('refuses one too many, and lets the next in when somebody has left', () => {
    const { enter, hear } = setup(2)
    enter(1, 'Ann')
    enter(2, 'Bob')
    expect(sentTo(3, enter(3, 'Cem'))).toMatchObject([
      { type: 'refused', code: 'room_full', retryAfter: 30 },
    ])
    hear(2, { type: 'leave' })
    expect(sentTo(4, enter(4, 'Cem'))[0]).toMatchObject({ type: 'joined' })
  })

  test('refuses who says no hello in time', () => {
    const { step } = setup()
    step({ type: 'connected', from: 1, key: keyOf(1), host: false, address: null })
    expect(sentTo(1, step({ type: 'late', from: 1 }))).toMatchObject([
      { type: 'refused', code: 'timeout' },
    ])
  })

  test('a stranger’s noise is nothing to the room', () => {
    const { enter, step } = setup()
    enter(1, 'Ann')
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    const effects = step({ type: 'bad', from: 2, why: 'not JSON' })
    expect(toAll(effects)).toEqual([])
    expect(sentTo(2, effects)).toMatchObject([{ type: 'refused', code: 'bad_message' }])
    expect(step({ type: 'gone', from: 2 })).toEqual([])
  })

  test('tells leaving from being lost', () => {
    const { enter, hear, step } = setup()
    enter(1, 'Ann')
    enter(2, 'Bob')
    enter(3, 'Cem')
    expect(toAll(hear(2, { type: 'leave' }))).toMatchObject([
      { change: 'left', member: { name: 'Bob' } },
    ])
    expect(step({ type: 'gone', from: 2 })).toEqual([])
    step({ type: 'gone', from: 3 })
    expect(toAll(step({ type: 'unreserve', key: keyOf(3) }))).toMatchObject([
      { change: 'lost', member: { name: 'Cem' } },
    ])
  })

  test.each([
    ['breaks the protocol', { type: 'bad', from: 2, why: 'not JSON' }],
    [
      'says hello twice',
      {
        type: 'heard',
        from: 2,
        message: { type: 'hello', version: 1, capabilities: [], name: 'B' },
      },
    ],
  ] as const)('a member who %s is ended and lost', (_, input) => {
    const { enter, step } = setup()
    enter(1, 'Ann')
    enter(2, 'Bob')
    const effects = step(input as RoomInput)
    expect(sentTo(2, effects)).toMatchObject([{ type: 'ended', code: 'bad_message' }])
    expect(toAll(effects)).toMatchObject([{ change: 'lost', member: { name: 'Bob' } }])
    expect(hungUp(effects)).toEqual([2])
  })

  test('when it closes, members are told, strangers refused, and nobody can come in any more', () => {
    const { enter, step } = setup()
    enter(1, 'Ann')
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    const effects = step({ type: 'close', away: false })
    expect(sentTo(1, effects)).toMatchObject([{ type: 'ended', code: 'room_closed' }])
    expect(sentTo(2, effects)).toMatchObject([{ type: 'refused', code: 'room_closed' }])
    expect(hungUp(effects)).toEqual([1, 2])
    expect(
      sentTo(3, step({ type: 'connected', from: 3, key: keyOf(3), host: false, address: null })).at(
        -1,
      ),
    ).toMatchObject({
      code: 'room_closed',
    })
  })

  test('when its host leaves it closes, and says so in place of “the host left”', () => {
    const { enter, hear } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    const effects = hear(1, { type: 'leave' })
    expect(toAll(effects)).toEqual([])
    expect(sentTo(2, effects)).toMatchObject([{ type: 'ended', code: 'room_closed' }])
  })

  test('whatever happens, and whenever the access list is kept: numbers without holes, unique names, valid messages, nothing to those who left', () => {
    const from = fc.integer({ min: 1, max: 6 })
    const name = fc.constantFrom('Ann', 'ann', 'Bob', 'Ann-2', ' ', 'x'.repeat(32))
    const message: fc.Arbitrary<MemberMessage> = fc.oneof(
      fc.record({
        type: fc.constant('hello' as const),
        version: fc.integer({ min: 1, max: 2 }),
        capabilities: fc.constant<string[]>([]),
        name,
      }),
      fc.tuple(fc.uuid(), fc.string()).map(([cid, text]) => posting(cid, text)),
      fc.record(
        {
          ...{ type: fc.constant('post' as const), cid: fc.uuid() },
          kind: fc.constantFrom('message', 'reaction', 'dance'),
          on: fc.integer({ min: -1, max: 9 }),
          body: fc.oneof(fc.constantFrom({ emoji: '👍' }, { text: 'x' }), fc.jsonValue()),
        },
        { requiredKeys: ['type', 'cid', 'kind', 'body'] },
      ),
      fc.record({ type: fc.constant('leave' as const) }),
    )
    const key = fc.integer({ min: 0, max: 4 }).map(keyOf)
    const action: fc.Arbitrary<Extract<RoomInput, { type: 'moderate' }>['action']> = fc.oneof(
      fc.record({ type: fc.constant('lock' as const), locked: fc.boolean() }),
      fc.record({ type: fc.constant('approve' as const), approving: fc.boolean() }),
      fc.record({ type: fc.constant('decide' as const), key, admit: fc.boolean() }),
      fc.record({ type: fc.constant('remove' as const), key }),
      fc.record({ type: fc.constant('ban' as const), key }),
      fc.record({ type: fc.constant('unban' as const), key }),
    )
    const input: fc.Arbitrary<RoomInput> = fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constant('heard' as const), from, message }) },
      {
        weight: 3,
        // Two connections can have one key: a person at two computers.
        arbitrary: from.map((one) => ({
          type: 'connected' as const,
          from: one,
          key: keyOf((one % 4) + 1),
          host: false,
          address: null,
        })),
      },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('moderate' as const), action }) },
      fc.record({
        type: fc.constant('password' as const),
        record: fc.constantFrom(null, RECORD),
        standing: fc.constant(null),
      }),
      { weight: 3, arbitrary: fc.constant({ type: 'accessKept' as const }) },
      from.map((one) => ({
        type: 'judged' as const,
        from: one,
        verdict: { kind: 'proven' as const, proof: 'A'.repeat(43) },
      })),
      fc.record({ type: fc.constant('bad' as const), from, why: fc.string() }),
      fc.record({ type: fc.constant('late' as const), from }),
      fc.record({ type: fc.constant('gone' as const), from }),
      fc.record({ type: fc.constant('unreserve' as const), key }),
    )
    /** Mostly people come in as they should; else a room would stay empty. */
    const arrives = fc
      .tuple(from, fc.constantFrom('Ann', 'Bob', 'Cem'))
      .map(([one, name]): RoomInput[] => [
        { type: 'connected', from: one, key: keyOf((one % 4) + 1), host: false, address: null },
        {
          type: 'heard',
          from: one,
          message: { type: 'hello', version: 1, capabilities: [], name },
        },
      ])
    const few = fc.oneof(
      { weight: 2, arbitrary: input.map((one) => [one]) },
      { weight: 1, arbitrary: arrives },
    )
    fc.assert(
      fc.property(fc.array(few, { maxLength: 40, size: 'max' }), (all) => {
        const inputs = all.flat()
        const { told, state } = setup(4)
        const rosters = new Map<number, Map<Fingerprint, string>>()
        const numbered = numbering()
        let seq = 0
        for (const one of inputs) {
          const input = numbered(one, (from) => state().peers.has(from))
          if (input === undefined) continue
          for (const effect of told(input)) {
            if (effect.type !== 'send' && effect.type !== 'broadcast') continue
            follow(rosters, effect, state())
            expect(hostSchemas[effect.message.type].safeParse(effect.message).error).toBeUndefined()
            if (effect.message.type === 'event') {
              seq += 1
              expect(effect.message.seq).toBe(seq)
            }
          }
          const members = [...state().peers.values()].flatMap((person) =>
            isIn(person) ? [person.member] : [],
          )
          expect(state().members).toBe(members.length)
          const everybody = [...members, ...[...state().cut.values()].map(({ member }) => member)]
          expect(everybody.length).toBeLessThanOrEqual(4)
          expect(new Set(everybody.map((member) => nameKey(member.name))).size).toBe(
            everybody.length,
          )
          expect(new Set(members.map((member) => member.id)).size).toBe(members.length)
          expect(members.filter((member) => state().banned.has(member.id))).toEqual([])
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('the same key from elsewhere replaces the first, which is told, and nobody is in twice', () => {
    const { enter, step, state } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    step({ type: 'connected', from: 3, key: keyOf(2), host: false, address: null })
    const effects = step({
      type: 'heard',
      from: 3,
      message: { type: 'hello', version: 1, capabilities: [], name: 'Bob' },
    })
    expect(sentTo(2, effects)).toMatchObject([{ type: 'ended', code: 'replaced' }])
    expect(sentTo(3, effects)[0]).toMatchObject({
      type: 'joined',
      self: { name: 'Bob' },
      members: 2,
    })
    expect(state().members).toBe(2)
    expect(step({ type: 'gone', from: 2 })).toEqual([])
  })

  test('who comes in anew, and is seen as before meanwhile, keeps that name from others', () => {
    const { enter, step, told, state } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    enter(3, 'Dan')
    // Keys that were let in before have to be listed anew; Dan is.
    step({ type: 'password', record: null, standing: null })
    const come = (from: number, key: number, name: string, take: typeof step) => {
      take({ type: 'connected', from, key: keyOf(key), host: false, address: null })
      const message: MemberMessage = { type: 'hello', version: 1, capabilities: [], name }
      return take({ type: 'heard', from, message })
    }
    come(4, 3, 'Dan', step)
    come(5, 2, 'Cat', told)
    const dan = come(6, 3, 'Bob', told)
    expect(toAll(dan)).toMatchObject([{ change: 'back', member: { name: 'Bob-2', clash: true } }])
    expect(told({ type: 'gone', from: 5 })).toMatchObject([
      { type: 'broadcast', message: { change: 'cut', member: { name: 'Bob' } } },
      { type: 'reserve', key: keyOf(2) },
    ])
    expect(state().cut.get(keyOf(2))?.member.name).toBe('Bob')
  })

  test('of somebody whom nobody saw since the room was opened again, nobody hears a going', () => {
    const { told, enter, step, reopen, state } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    step({ type: 'password', record: null, standing: null })
    reopen()
    enter(1, 'Ann', true)
    told({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    const message: MemberMessage = { type: 'hello', version: 1, capabilities: [], name: 'Bob' }
    told({ type: 'heard', from: 2, message })
    expect(toAll(told({ type: 'gone', from: 2 }))).toEqual([])
    expect(state().cut.size).toBe(0)
  })

  test('nobody hears of a message before the log has it', () => {
    const { enter, once } = setup()
    enter(1, 'Ann')
    const said = posting('a', 'words')
    const effects = once({ type: 'heard', from: 1, message: said })
    expect(effects).toMatchObject([
      { type: 'store', from: 1, said: { cid: 'a', body: { text: 'words' } } },
    ])
  })

  test.each([
    ['conflict', { kind: 'conflict' }],
    ['storage', { kind: 'failed' }],
    ['target_unknown', { kind: 'refused', code: 'target_unknown' }],
    ['not_allowed', { kind: 'refused', code: 'not_allowed' }],
  ] as const)(
    'what the log does not take is rejected with %s, to its author alone',
    (code, outcome) => {
      const { enter, once, state } = setup()
      enter(1, 'Ann')
      const effects = once({ type: 'stored', from: 1, cid: 'a', outcome })
      expect(effects).toMatchObject([
        { type: 'send', to: 1, message: { type: 'rejected', cid: 'a', code } },
      ])
      expect(state().seq).toBe(0)
    },
  )

  test('what was said before is answered with the event that it became, to its author alone', () => {
    const { enter, step, once, log } = setup()
    enter(1, 'Ann')
    step({ type: 'heard', from: 1, message: posting('a', 'words') })
    const [event] = log
    if (event === undefined) throw new Error('nothing was stored')
    const effects = once({ type: 'stored', from: 1, cid: 'a', outcome: { kind: 'known', event } })
    expect(effects).toMatchObject([
      {
        type: 'send',
        to: 1,
        message: { type: 'event', seq: 1, cid: 'a', body: { text: 'words' } },
      },
    ])
  })

  test('a host that goes away for now tells its members, and refuses no newcomer', () => {
    const { enter, step } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    step({ type: 'connected', from: 3, key: keyOf(3), host: false, address: null })
    const effects = step({ type: 'close', away: true })
    expect(sentTo(2, effects)).toMatchObject([{ type: 'ended', code: 'host_away' }])
    expect(sentTo(3, effects)).toEqual([])
    expect(hungUp(effects)).toEqual([1, 2, 3])
  })

  test('the host’s own key is refused as a guest: nobody can put the host out by joining', () => {
    const { enter, step } = setup()
    enter(1, 'Ann', true)
    const effects = step({ type: 'connected', from: 2, key: keyOf(0), host: false, address: null })
    expect(sentTo(2, effects)).toMatchObject([{ type: 'refused', code: 'not_admitted' }])
  })
})
