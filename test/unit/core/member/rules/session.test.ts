import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isRow, rowOf } from '../../../../../electron/core/member/rules/rows.ts'
import { stepSession } from '../../../../../electron/core/member/rules/session.ts'
import {
  type NoticeBody,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
  type Trust,
} from '../../../../../electron/core/member/rules/state.ts'
import { errorValue } from '../../../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../../../shared/domain/fingerprint.ts'
import { HANDSHAKE_MS, NAMED_MEMBERS, PAGE_MS } from '../../../../../shared/domain/limits.ts'
import { later, momentAt, unixMs } from '../../../../../shared/domain/time.ts'
import type { Entry } from '../../../../../shared/events/conversation.ts'
import type { HostMessage, HostMessageOf } from '../../../../../shared/wire/protocol.ts'
import { pageOf, stored } from '../../../../support/pure-session.ts'
import { messageOf, posting } from '../../../../support/words.ts'

const welcome: HostMessage = {
  type: 'welcome',
  app: 'tincan',
  version: 1,
  oldest: 1,
  capabilities: [],
  room: { id: 'r', name: 'Lab' },
  asks: ['name'],
  kinds: ['message', 'reaction'],
}
const keyOf = (name: string) => createHash('sha256').update(name).digest('base64url') as Fingerprint
const ann = { id: keyOf('Ann'), name: 'Ann', host: true, clash: false, cut: false }
const bob = { id: keyOf('Bob'), name: 'Bob', host: false, clash: false, cut: false }
const joined: HostMessageOf<'joined'> = {
  type: 'joined',
  self: bob,
  members: 2,
  seq: 5,
  first: 6,
  time: unixMs(1),
}
const roster: HostMessage = { type: 'roster', members: [ann, bob] }
const event = (seq: number, author = ann, cid = `c-${seq}`): HostMessageOf<'event'> => ({
  type: 'event',
  seq,
  kind: 'message',
  author: { id: author.id, name: author.name },
  cid,
  time: unixMs(7),
  body: { text: 'words' },
})

function setup(trust: Trust = 'pinned', ticket: string | null = null, reconnects = false) {
  let state: SessionState = startSession('Bob', '127.0.0.1:7000', {
    ownKey: bob.id,
    ticket,
    reconnects,
    room: null,
    hostKey: null,
    seq: 0,
    floor: 1,
    pending: new Map(),
  })
  const step = (input: SessionInput): readonly SessionEffect[] => {
    const result = stepSession(state, input, { wall: unixMs(1000), monotonic: momentAt(1000) })
    state = result.state
    return result.effects
  }
  const hear = (...messages: HostMessage[]) =>
    messages.flatMap((message) => step({ type: 'heard', message }))
  const enter = () => [...hear(welcome, joined, roster), ...open()]
  /** A log of our own that has nothing yet, and begins where the host lets us read. */
  const open = () => step({ type: 'opened', log: { first: 6, last: 5, tail: null, outbox: [] } })
  /** Says something that is on our disk at once. */
  const say = (cid: string, text = 'words') => [
    ...step({ type: 'post', cid, said: messageOf(text) }),
    ...step({ type: 'queued', cid, error: null }),
  ]
  step({ type: 'enter', quietly: false })
  step({ type: 'connected', hostKey: ann.id, trust })
  return { step, hear, enter, open, say, state: () => state }
}

const sent = (effects: readonly SessionEffect[]) =>
  effects.flatMap((one) => (one.type === 'send' ? [one.message] : []))
/** What there is to see: rows of events, and notices. */
const entries = (effects: readonly SessionEffect[]) =>
  effects.flatMap((one): (Entry | NoticeBody)[] => {
    if (one.type === 'notice') return [one.notice]
    return one.type === 'event' && isRow(one.event) ? [rowOf(bob.id, one.event)] : []
  })
const endOf = (effects: readonly SessionEffect[]) => effects.find((one) => one.type === 'ended')

describe('a session', () => {
  test('says hello only when welcomed, and is live when every member is known', () => {
    const { hear, open, state } = setup()
    expect(sent(hear(welcome))).toMatchObject([{ type: 'hello', version: 1, name: 'Bob' }])
    hear(joined, { type: 'roster', members: [ann] })
    expect(state().phase).toBe('roster')
    expect(hear({ type: 'roster', members: [bob] })).toContainEqual({ type: 'openLog', after: 5 })
    expect(open()).toContainEqual({ type: 'live' })
    expect([...state().members.values()]).toEqual([ann, bob])
  })

  test('gives the host its time for each word that it owes, and a person all the time', () => {
    const { hear, open, step, state } = setup(null)
    const due = () => state().due
    const handshake = later(momentAt(1000), HANDSHAKE_MS)
    expect(due()).toBe(handshake)
    hear(welcome)
    expect(due()).toBeNull()
    step({ type: 'answer', answer: { kind: 'password', password: 'not asked for' } })
    expect(due()).toBeNull()
    step({ type: 'answer', answer: { kind: 'trust' } })
    step({ type: 'remembered' })
    expect(due()).toBe(handshake)
    hear({ type: 'waiting' })
    expect(due()).toBeNull()
    expect(step({ type: 'late' })).toEqual([])
    // The host's person has decided, so what is left takes nobody's time.
    hear({ ...joined, seq: 7 })
    expect(due()).toBe(handshake)
    hear(roster)
    expect(due()).toBeNull()
    expect(open()).toContainEqual({ type: 'catchingUp', missing: 2 })
    expect(due()).toBe(later(momentAt(1000), PAGE_MS))
    hear(pageOf([stored(6), stored(7)]))
    expect([state().phase, due()]).toEqual(['live', null])
  })

  test.each([
    ['is of no use, and no harm, when it does not go on from ours', 'log_differs', 'live'],
    ['ends it when it cannot be kept', 'storage_full', 'ended'],
  ] as const)('a page of older events %s', (_, code, phase) => {
    const { enter, step, state } = setup()
    enter()
    step({ type: 'olderKept', error: null })
    expect(state().phase).toBe('live')
    step({ type: 'olderKept', error: errorValue(code) })
    expect(state().phase).toBe(phase)
  })

  test('tells that it was renamed', () => {
    const { hear, open } = setup()
    const renamed = { ...bob, name: 'Bob-2' }
    hear(welcome, { ...joined, self: renamed })
    hear({ type: 'roster', members: [ann, renamed] })
    const [entry] = entries(open())
    expect(entry).toMatchObject({
      notice: { type: 'entered', asked: 'Bob', name: 'Bob-2', room: 'Lab' },
    })
  })

  test('shows others’ words, and its own once the host has them', () => {
    const { enter, say, hear } = setup()
    enter()
    expect(say('mine')).toMatchObject([
      { type: 'pending', message: { cid: 'mine', error: null } },
      { type: 'queue', message: { cid: 'mine' } },
      { type: 'send', message: { type: 'post' } },
    ])
    expect(entries(hear(event(6)))).toMatchObject([{ mine: false, author: { name: 'Ann' } }])
    const echo = hear(event(7, bob, 'mine'))
    expect(entries(echo)).toMatchObject([{ mine: true, seq: 7 }])
    expect(echo).toContainEqual({ type: 'unpending', cid: 'mine', seq: 7 })
  })

  test('another’s message with my cid does not confirm mine', () => {
    const { enter, say, hear, state } = setup()
    enter()
    say('mine')
    hear(event(6, ann, 'mine'))
    expect(state().pending.has('mine')).toBe(true)
  })

  test('what was said before it was live leaves when it is', () => {
    const { say, hear, open } = setup()
    expect(sent(say('early', 'hi'))).toEqual([])
    hear(welcome, joined, roster)
    expect(sent(open())).toEqual([posting('early', 'hi')])
  })

  test('a hole in the numbers ends it: nothing is shown out of order', () => {
    const { enter, hear } = setup()
    enter()
    const effects = hear(event(7))
    expect(endOf(effects)).toMatchObject({ how: 'lost', error: { code: 'protocol_broken' } })
    expect(entries(effects).filter((entry) => entry.kind === 'message')).toEqual([])
  })

  test('an event of a kind it does not know keeps its place', () => {
    const { enter, hear } = setup()
    enter()
    const strange: HostMessage = {
      type: 'event',
      seq: 6,
      kind: 'dance',
      author: ann,
      cid: 'x',
      time: unixMs(1),
      body: {},
    }
    expect(entries(hear(strange, event(7)))).toMatchObject([
      { notice: { type: 'unknown' } },
      { seq: 7 },
    ])
  })

  test('a host that names members without end breaks the protocol', () => {
    const { hear, open, state } = setup()
    hear(welcome, { ...joined, members: NAMED_MEMBERS })
    const crowd = Array.from({ length: NAMED_MEMBERS - 2 }, (_, n) => ({
      ...bob,
      id: keyOf(`${n}`),
    }))
    hear({ type: 'roster', members: [ann, bob, ...crowd] })
    open()
    expect(state().members.size).toBe(NAMED_MEMBERS)
    const one = { ...bob, id: keyOf('one too many') }
    const effects = hear({ type: 'member', change: 'joined', member: one, time: unixMs(1) })
    expect(endOf(effects)).toMatchObject({ how: 'lost', error: { code: 'protocol_broken' } })
  })

  test('follows who comes and goes', () => {
    const { enter, hear, state } = setup()
    enter()
    const cem = { id: keyOf('Cem'), name: 'Cem', host: false, clash: false, cut: false }
    hear({ type: 'member', change: 'joined', member: cem, time: unixMs(1) })
    expect([...state().members.keys()]).toEqual([ann.id, bob.id, cem.id])
    expect(
      entries(hear({ type: 'member', change: 'lost', member: cem, time: unixMs(1) })),
    ).toMatchObject([{ notice: { type: 'lost', name: 'Cem' } }])
    expect(state().members.has(cem.id)).toBe(false)
  })

  test('what the host rejects stays, failed, and can be taken back or sent again', () => {
    const { enter, say, step, hear, state } = setup()
    enter()
    say('a')
    hear({ type: 'rejected', cid: 'a', code: 'body_invalid', text: 'No.' })
    expect(state().pending.get('a')).toMatchObject({
      body: { text: 'words' },
      error: { code: 'body_invalid' },
    })
    step({ type: 'resend', cid: 'a' })
    const stored = { type: 'queued', cid: 'a', error: null } as const
    // The first is of the refusal; what is sent again must be on our disk as such.
    expect(sent(step(stored))).toEqual([])
    expect(sent(step(stored))).toEqual([posting('a', 'words')])
    expect(step({ type: 'unqueue', cid: 'a' })).toEqual([])
    hear({ type: 'rejected', cid: 'a', code: 'body_invalid', text: 'No.' })
    expect(step({ type: 'unqueue', cid: 'a' })).toEqual([
      { type: 'unpending', cid: 'a', seq: null },
      { type: 'unqueue', cid: 'a' },
    ])
  })

  test.each([
    ['kind_unknown', 'kind_unknown'],
    ['body_invalid', 'body_invalid'],
    ['target_unknown', 'target_unknown'],
    ['not_allowed', 'not_allowed'],
    ['conflict', 'cid_conflict'],
    ['storage', 'host_storage'],
    ['of_a_later_host', 'not_accepted'],
    ['constructor', 'not_accepted'],
  ])('what the host rejects with %s has failed with %s', (code, ours) => {
    const { enter, step, hear, state } = setup()
    enter()
    const said = { kind: 'reaction', on: 3, body: { emoji: '👍' } }
    step({ type: 'post', cid: 'a', said })
    step({ type: 'queued', cid: 'a', error: null })
    const effects = hear({ type: 'rejected', cid: 'a', code, text: 'No.' })
    const failed = { ...said, cid: 'a', error: { code: ours } }
    expect(state().pending.get('a')).toMatchObject(failed)
    expect(effects).toMatchObject([
      { type: 'pending', message: failed },
      { type: 'queue', message: failed },
    ])
  })

  test('when it ends, unconfirmed words go on waiting, and what is said then is not sent', () => {
    const { enter, step, state } = setup()
    enter()
    step({ type: 'post', cid: 'a', said: messageOf('words') })
    step({ type: 'gone' })
    expect(state().pending.get('a')).toMatchObject({ body: { text: 'words' }, error: null })
    step({ type: 'post', cid: 'b', said: messageOf('more') })
    expect(state().pending.get('b')).toMatchObject({
      body: { text: 'more' },
      error: { code: 'not_in_room' },
    })
  })

  test.each([
    ['not_tincan', 'lost', [] as HostMessage[], { type: 'bad' }],
    ['not_tincan', 'lost', [], { type: 'late' }],
    ['not_tincan', 'lost', [], { type: 'gone' }],
    ['no_answer', 'lost', [welcome], { type: 'late' }],
    ['connection_lost', 'lost', [welcome], { type: 'gone' }],
    ['connection_lost', 'lost', 'live', { type: 'gone' }],
    ['protocol_broken', 'lost', 'live', { type: 'bad' }],
    ['protocol_broken', 'lost', [welcome, welcome], undefined],
    ['protocol_broken', 'lost', [welcome, { ...joined, self: ann }], undefined],
    [
      'protocol_broken',
      'lost',
      [welcome, joined, { type: 'roster', members: [{ ...bob, host: true }] }],
      undefined,
    ],
    ['version_too_old', 'refused', [{ ...welcome, version: 9, oldest: 9 }], undefined],
    ['version_too_old', 'refused', [{ ...welcome, asks: ['name', 'dance'] }], undefined],
    [
      'name_invalid',
      'refused',
      [welcome, { type: 'refused', code: 'name_invalid', text: '', reason: 'empty' }],
      undefined,
    ],
    [
      'room_full',
      'refused',
      [welcome, { type: 'refused', code: 'room_full', text: '' }],
      undefined,
    ],
    ['room_busy', 'refused', [{ type: 'refused', code: 'room_busy', text: '' }], undefined],
    [
      'room_closed',
      'refused',
      [welcome, { type: 'refused', code: 'room_closed', text: '' }],
      undefined,
    ],
    [
      'version_too_new',
      'refused',
      [welcome, { type: 'refused', code: 'version_too_new', text: '' }],
      undefined,
    ],
    [
      'refused_other',
      'refused',
      [welcome, { type: 'refused', code: 'moon_phase', text: 'Full moon' }],
      undefined,
    ],
    [
      'room_closed',
      'closed',
      'live',
      { type: 'heard', message: { type: 'ended', code: 'room_closed', text: '' } },
    ],
    [
      'too_slow',
      'lost',
      'live',
      { type: 'heard', message: { type: 'ended', code: 'too_slow', text: '' } },
    ],
  ] as [string, string, HostMessage[] | 'live', SessionInput | undefined][])(
    'ends with %s (%s)',
    (code, how, heard, input) => {
      const { hear, enter, step } = setup()
      const before = heard === 'live' ? enter() : hear(...heard)
      const effects = [...before, ...(input ? step(input) : [])]
      expect(endOf(effects)).toMatchObject({ how, error: { code } })
      expect(effects).toContainEqual({ type: 'hangUp' })
    },
  )

  test('leaving says so, and nothing heard afterwards changes anything', () => {
    const { enter, step, hear } = setup()
    enter()
    const effects = step({ type: 'leave' })
    expect(sent(effects)).toEqual([{ type: 'leave', reason: 'quit' }])
    expect(endOf(effects)).toEqual({ type: 'ended', how: 'left', error: null })
    expect(hear(event(6))).toEqual([])
    expect(step({ type: 'leave' })).toEqual([])
  })
})

describe('a session that must trust first', () => {
  const secured: HostMessage = { ...welcome, asks: ['name', 'password'] }
  const questions = (effects: readonly SessionEffect[]) =>
    effects.flatMap((one) => (one.type === 'ask' ? [one.question] : []))

  test('says nothing to an unknown host until a person trusts its key', () => {
    const { hear, step } = setup(null)
    const met = hear(welcome)
    expect(sent(met)).toEqual([])
    expect(questions(met)).toMatchObject([{ kind: 'trust', key: ann.id, room: 'Lab' }])
    const trusted = step({ type: 'answer', answer: { kind: 'trust' } })
    expect(trusted).toEqual([{ type: 'remember', by: 'eyes' }])
    expect(sent(step({ type: 'remembered' }))).toMatchObject([{ type: 'hello', name: 'Bob' }])
  })

  test('tells its name to no host whose key it could not remember', () => {
    const { hear, step } = setup(null)
    hear(welcome)
    step({ type: 'answer', answer: { kind: 'trust' } })
    const failed = step({ type: 'failed', error: errorValue('known_hosts_not_saved') })
    expect(sent(failed)).toEqual([])
    expect(endOf(failed)).toMatchObject({
      how: 'refused',
      error: { code: 'known_hosts_not_saved' },
    })
    expect(step({ type: 'remembered' })).toEqual([])
  })

  test('cancelled at the question, it just closes: not even a goodbye to who is not trusted', () => {
    const { hear, step } = setup(null)
    hear(welcome)
    const effects = step({ type: 'leave' })
    expect(sent(effects)).toEqual([])
    expect(effects).toContainEqual({ type: 'hangUp' })
    expect(endOf(effects)).toEqual({ type: 'ended', how: 'left', error: null })
  })

  test('with a password, the name is said only after the host has proven it too', () => {
    const { hear, step } = setup(null)
    expect(questions(hear(secured))).toMatchObject([
      { kind: 'password', wrong: false, triesLeft: 3 },
    ])
    const begun = step({ type: 'answer', answer: { kind: 'password', password: 'secret' } })
    expect(begun).toContainEqual({ type: 'beginProof', password: 'secret' })
    expect(sent(step({ type: 'proofBegun', request: 'r' }))).toEqual([
      { type: 'opaque_start', request: 'r' },
    ])
    expect(hear({ type: 'opaque_reply', response: 'x' })).toEqual([
      { type: 'makeProof', response: 'x' },
    ])
    step({ type: 'proofMade', finish: 'f', proof: 'p' })
    expect(sent(hear({ type: 'proven', proof: 'h' }))).toEqual([])
    const proven = step({ type: 'proofChecked', good: true })
    expect(proven).toEqual([{ type: 'remember', by: 'password' }])
    expect(sent(step({ type: 'remembered' }))).toMatchObject([{ type: 'hello', name: 'Bob' }])
  })

  test('a host that cannot prove the password is left without a name', () => {
    const { hear, step } = setup('pinned')
    hear(secured)
    step({ type: 'answer', answer: { kind: 'password', password: 'secret' } })
    hear({ type: 'opaque_reply', response: 'x' }, { type: 'proven', proof: 'h' })
    const effects = step({ type: 'proofChecked', good: false })
    expect(sent(effects)).toEqual([])
    expect(endOf(effects)).toMatchObject({ error: { code: 'host_unproven' } })
  })

  test('a wrong password is asked for again, with the tries left', () => {
    const { hear, step } = setup()
    hear(secured)
    step({ type: 'answer', answer: { kind: 'password', password: 'typo' } })
    expect(questions(hear({ type: 'password_wrong', triesLeft: 2 }))).toMatchObject([
      { kind: 'password', wrong: true, triesLeft: 2 },
    ])
  })

  test('a ticket goes with the hello, and no password is asked for', () => {
    const { hear } = setup('pinned', 'ticket')
    expect(sent(hear(secured))).toMatchObject([{ type: 'hello', ticket: 'ticket' }])
  })

  test('an answer that nobody asked for changes nothing', () => {
    const { hear, step } = setup()
    hear(welcome)
    expect(step({ type: 'answer', answer: { kind: 'trust' } })).toEqual([])
    expect(step({ type: 'proofMade', finish: 'f', proof: 'p' })).toEqual([])
  })

  test('a host that could not be remembered is not joined', () => {
    const { hear, step } = setup(null)
    hear(welcome)
    step({ type: 'answer', answer: { kind: 'trust' } })
    const failed = { code: 'known_hosts_not_saved', message: '', details: {} } as const
    expect(endOf(step({ type: 'failed', error: failed }))).toMatchObject({ error: failed })
  })
})
