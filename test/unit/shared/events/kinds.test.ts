/** The registry: what may be said, on what, and what of it is seen, by the name of a kind. */
import { describe, expect, test } from 'vitest'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import { isKind } from '../../../../shared/domain/ids.ts'
import { TEXT_BYTES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import type { Body } from '../../../../shared/events/body.ts'
import { type Said, UNREADABLE } from '../../../../shared/events/kind.ts'
import {
  aloneKinds,
  fold,
  isPreview,
  isUnread,
  KIND_NAMES,
  LASTING_KINDS,
  lineOf,
  notifies,
  onFault,
  readAs,
  type StandingThere,
  saidFault,
  sameSaid,
  searchedIn,
  standingKey,
  standingKinds,
  WITHDRAWING_KINDS,
  withdraws,
} from '../../../../shared/events/kinds.ts'
import { reaction } from '../../../../shared/events/reaction.ts'
import { ANN, BOB, personOf } from '../../../support/store-kit.ts'
import { messageOf } from '../../../support/words.ts'

const reactionOf = (emoji: string, on: number | null = 1, more: Body = {}): Said => ({
  ...{ kind: 'reaction', on, body: { emoji, ...more } },
})

describe('the kinds', () => {
  test('have names that can stand on the wire, each once, and none of a damaged event', () => {
    expect(KIND_NAMES).toEqual(['message', 'reaction', 'deletion'])
    expect(KIND_NAMES.every(isKind)).toBe(true)
    expect(KIND_NAMES).not.toContain(UNREADABLE)
  })

  test('stand alone, or on kinds that do', () => {
    for (const kind of Object.values(aloneKinds)) expect(kind.stands).toBe('alone')
    for (const kind of Object.values(standingKinds)) {
      expect(kind.stands).toBe('on')
      for (const target of kind.targets) expect(Object.keys(aloneKinds)).toContain(target)
    }
  })
})

describe('a row', () => {
  test.each([
    ['words', 'message', true],
    ['of a kind of a later version', 'dance', false],
    ['of what is damaged', UNREADABLE, false],
  ])('%s: is it unread, told and a preview?', (_, kind, is) => {
    expect([isUnread({ kind, on: null }), notifies(kind), isPreview(kind)]).toEqual([is, is, is])
  })

  test('has nothing unread or told for what stands on it', () => {
    expect([isUnread({ kind: 'reaction', on: 1 }), notifies('reaction')]).toEqual([false, false])
  })
})

describe('what is said', () => {
  test.each<[string, Said]>([
    ['words', messageOf('Tea?')],
    ['words of exactly the limit', messageOf('x'.repeat(TEXT_BYTES))],
    ['words with a field of a later version', { ...messageOf('x'), body: { text: 'x', until: 5 } }],
    ['an emoji on something', reactionOf('👍')],
    ['an emoji that is taken back', reactionOf('👍', 7, { off: true })],
    ['an emoji that is not taken back', reactionOf('👍', 7, { off: false })],
    ['an emoji with a field of a later version', reactionOf('👍', 7, { size: { x: 'large' } })],
  ])('may be %s', (_, said) => {
    expect(saidFault(said)).toBeUndefined()
  })

  test.each<[string, Said]>([
    ['of a later version', { kind: 'dance', on: null, body: {} }],
    ['of a later version, on something', { kind: 'dance', on: 1, body: {} }],
    ['of what is damaged', { kind: UNREADABLE, on: null, body: {} }],
    ['without a name', { kind: '', on: null, body: { text: 'x' } }],
    ['in capitals', { kind: 'Message', on: null, body: { text: 'x' } }],
    ['that every object has', { kind: 'constructor', on: null, body: { text: 'x' } }],
    ['that every object has, once more', { kind: '__proto__', on: null, body: { text: 'x' } }],
  ])('is of no kind %s', (_, said) => {
    expect(saidFault(said)).toBe('kind_unknown')
  })

  test.each<[string, Said]>([
    ['a message on something', { ...messageOf('x'), on: 1 }],
    ['a message without a text', { ...messageOf('x'), body: {} }],
    ['a message of another type', { ...messageOf('x'), body: { text: 5 } }],
    ['an empty message', messageOf('')],
    ['a message that shows nothing', messageOf(' \n\u200b\u2800')],
    ['a message that is too long', messageOf('x'.repeat(TEXT_BYTES + 1))],
    ['a message with half a character', messageOf('a\ud800')],
    ['a reaction on nothing', reactionOf('👍', null)],
    ['a reaction without an emoji', { ...reactionOf('👍'), body: {} }],
    ['a reaction of words', reactionOf('yes')],
    ['a reaction of two emoji', reactionOf('👍👍')],
    ['a reaction that is off by words', reactionOf('👍', 1, { off: 'true' })],
    ['a reaction that is off by nothing', reactionOf('👍', 1, { off: null })],
  ])('is not %s', (_, said) => {
    expect(saidFault(said)).toBe('body_invalid')
  })

  test('is the same as what has its kind, its target and its body, in any order of fields', () => {
    const said: Said = { kind: 'dance', on: 3, body: { a: 1, b: { c: 2, d: 3 } } }
    expect(sameSaid(said, { ...said, body: { b: { d: 3, c: 2 }, a: 1 } })).toBe(true)
    expect(sameSaid(said, { ...said, kind: 'message' })).toBe(false)
    expect(sameSaid(said, { ...said, on: null })).toBe(false)
    expect(sameSaid(said, { ...said, on: 4 })).toBe(false)
    expect(sameSaid(said, { ...said, body: { ...said.body, e: null } })).toBe(false)
  })
})

describe('what is asked of a kind by its name', () => {
  test('is answered for a message by its text', () => {
    const said = messageOf('Tea?')
    expect([searchedIn(said), lineOf(said)]).toEqual(['Tea?', 'Tea?'])
    expect([standingKey(said), readAs('message', said)]).toEqual([null, said.body])
  })

  test('is answered for a reaction by its key, and by no words', () => {
    const said = reactionOf('❤️')
    expect([searchedIn(said), lineOf(said)]).toEqual([null, null])
    expect([standingKey(said), readAs('reaction', said)]).toEqual(['❤', said.body])
    expect(readAs('message', said)).toBeUndefined()
  })

  test.each<[string, Body]>([
    ['dance', { text: 'x', emoji: '👍' }],
    [UNREADABLE, { text: 'x' }],
    ['toString', { text: 'x' }],
    ['message', {}],
    ['message', { text: '' }],
    ['message', { text: 'a\ud800' }],
    ['reaction', { emoji: 'yes' }],
    ['reaction', { emoji: '👍', off: 1 }],
  ])('is nothing of what this version cannot read: %s %j', (kind, body) => {
    for (const on of [null, 1]) {
      const said = { kind, on, body }
      expect([searchedIn(said), lineOf(said), standingKey(said)]).toEqual([null, null, null])
    }
  })

  test('is nothing where a kind stands as it does not: a message on another, a reaction alone', () => {
    const message = { ...messageOf('Tea?'), on: 1 }
    expect([searchedIn(message), lineOf(message)]).toEqual([null, null])
    expect([standingKey(message), readAs('message', message)]).toEqual([null, undefined])
    const reaction = { ...reactionOf('👍'), on: null }
    expect([standingKey(reaction), readAs('reaction', reaction)]).toEqual([null, undefined])
  })

  test('is read also where its host has let pass what ours would not: a text that shows nothing', () => {
    expect(lineOf(messageOf(' '))).toBe(' ')
  })

  test('leaves the body as it was, with all that it does not know', () => {
    const body = { text: 'x', until: 5, more: { a: [1] } }
    const before = structuredClone(body)
    expect(readAs('message', { kind: 'message', on: null, body })).toEqual(before)
    expect(body).toEqual(before)
  })
})

describe('what is said on something', () => {
  const there = (kind: string, own = { known: false, keys: 0 }, withdrawn = false) => ({
    ...{ author: BOB, host: ANN, target: { kind, author: ANN, withdrawn } },
    own: () => own,
    counting: () => [],
  })
  const takenBack = { ...reactionOf('👍'), body: { emoji: '👍', off: true } }

  test('is taken back by those alone who have said it there', () => {
    expect(onFault(takenBack, there('message'))).toBe('not_allowed')
    expect(onFault(takenBack, there('message', { known: true, keys: 1 }))).toBeUndefined()
  })

  test('is not said there without end: under so many keys by one person, and no more', () => {
    const keys = reaction.mostOwnKeys
    const own = (known: boolean, keys: number) => there('message', { known, keys })
    expect(onFault(reactionOf('👍'), own(false, keys - 1))).toBeUndefined()
    expect(onFault(reactionOf('👍'), own(false, keys))).toBe('not_allowed')
    expect(onFault(reactionOf('👍'), own(true, keys))).toBeUndefined()
  })

  test.each(['reaction', 'dance', UNREADABLE, ''])('is not said on %j', (target) => {
    expect(onFault(reactionOf('👍'), there(target))).toBe('not_allowed')
  })

  test('is said on a message', () => {
    expect(onFault(reactionOf('👍'), there('message'))).toBeUndefined()
  })

  test('is of a kind that stands on something', () => {
    expect(onFault({ ...messageOf('x'), on: 1 }, there('message'))).toBe('not_allowed')
    expect(onFault({ kind: 'dance', on: 1, body: {} }, there('message'))).toBe('not_allowed')
  })
})

describe('a deletion', () => {
  const deletion = (more: Body = {}): Said => ({ kind: 'deletion', on: 1, body: more })
  const judged = (author: Fingerprint, target: Partial<StandingThere['target']> = {}) =>
    onFault(deletion(), {
      ...{
        author,
        host: ANN,
        target: { kind: 'message', author: BOB, withdrawn: false, ...target },
      },
      own: () => ({ known: false, keys: 0 }),
      counting: () => [],
    })

  test.each([
    ['its author', BOB, undefined],
    ['the host', ANN, undefined],
    ['anybody else', personOf(7), 'not_allowed'],
  ] as const)('of a message by %s', (_, author, fault) => {
    expect(judged(author)).toBe(fault)
  })

  test('is of nothing that is withdrawn already, and of nothing that cannot be', () => {
    expect(judged(BOB, { withdrawn: true })).toBe('not_allowed')
    for (const kind of ['reaction', 'deletion', 'dance', UNREADABLE]) {
      expect(judged(BOB, { kind })).toBe('not_allowed')
    }
  })

  test('withdraws where it stands on something, and nothing else does', () => {
    expect(withdraws(deletion({ reason: 'typo' }))).toBe(true)
    expect(withdraws({ ...deletion(), on: null })).toBe(false)
    expect(withdraws(reactionOf('👍'))).toBe(false)
    expect([WITHDRAWING_KINDS, LASTING_KINDS]).toEqual([['deletion'], ['reaction', 'deletion']])
  })

  test('costs next to nothing', () => {
    expect(saidFault(deletion({ reason: 'x'.repeat(1_000) }))).toBeUndefined()
    expect(saidFault(deletion({ reason: 'x'.repeat(1_024) }))).toBe('body_invalid')
  })

  test('is shown as whose it is, and when', () => {
    const [seq, time, body] = [9, unixMs(7), {}]
    const author = { id: BOB, name: 'Bob' }
    const one = { seq, kind: 'deletion', author, time, body }
    expect(fold([one], ANN)).toEqual({ deletion: { name: 'Bob', mine: false, time } })
    expect(fold([one], BOB)).toEqual({ deletion: { name: 'Bob', mine: true, time } })
  })

  test('can stand on what can be withdrawn, and nothing else', () => {
    const kinds: Record<string, { withdrawable: boolean }> = aloneKinds
    for (const kind of Object.values(standingKinds)) {
      if (!kind.withdraws) continue
      for (const target of kind.targets) expect(kinds[target]?.withdrawable).toBe(true)
    }
  })
})

describe('on what is withdrawn', () => {
  test('nothing is said any more', () => {
    const target = { kind: 'message', author: ANN, withdrawn: true }
    const there = { author: BOB, host: ANN, target, own: () => ({ known: true, keys: 1 }) }
    const fault = (said: Said) => onFault(said, { ...there, counting: () => [] })
    expect(fault(reactionOf('👍'))).toBe('not_allowed')
    expect(fault(reactionOf('👍', 1, { off: true }))).toBe('not_allowed')
  })
})

describe('a fold', () => {
  const standing = (seq: number, kind: string, body: Body, id = ANN) => ({
    ...{ seq, kind, author: { id, name: id === ANN ? 'Ann' : 'Bob' }, body },
    time: unixMs(seq),
  })

  test('of nothing shows nothing', () => {
    expect(fold([], ANN)).toEqual({})
  })

  test('leaves out kinds that it does not know, and bodies that it cannot read', () => {
    const all = [
      standing(5, 'dance', { emoji: '👍' }),
      standing(6, 'message', { text: '👍' }),
      standing(7, 'reaction', { emoji: 'yes' }),
      standing(8, 'reaction', { emoji: '👍' }, BOB),
    ]
    expect(fold(all, ANN)).toEqual({
      reaction: [{ emoji: '👍', count: 1, mine: false, names: ['Bob'] }],
    })
    expect(fold(all.slice(0, 2), ANN)).toEqual({})
  })
})
