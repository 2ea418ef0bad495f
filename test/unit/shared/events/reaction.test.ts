/** Emoji on messages: which they are, how many have place, and what is seen of them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isEmoji } from '../../../../shared/domain/emoji.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import { EMOJI_CHARS, REACTION_EMOJI, REACTION_NAMES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import type { Standing } from '../../../../shared/events/kind.ts'
import { fold as foldAll } from '../../../../shared/events/kinds.ts'
import { type ReactionBody, reaction } from '../../../../shared/events/reaction.ts'
import { personOf } from '../../../support/store-kit.ts'

type Given = Standing<ReactionBody>

const nameOf = (person: number) => `Person ${person}`
const given = (seq: number, emoji: string, person = seq, off?: boolean): Given => ({
  seq,
  author: { id: personOf(person), name: nameOf(person) },
  time: unixMs(seq),
  body: { emoji, ...(off !== undefined && { off }) },
})
/** Different emoji, from a block of nothing else. */
const emojiOf = (n: number) => String.fromCodePoint(0x1f600 + n)
const NOBODY_HERE = personOf(99)
const judged = (body: ReactionBody, standing: readonly Given[]) =>
  reaction.judge(body, {
    ...{ author: personOf(1), target: { author: personOf(2) }, host: personOf(3) },
    standing,
  })

/** As whoever shows a row asks for it: in any order, by whatever kind. */
const shown = (standing: readonly Given[], ownKey: Fingerprint = NOBODY_HERE) =>
  foldAll(
    standing.map((one) => ({
      ...one,
      kind: 'reaction',
      body: { ...one.body, off: one.body.off === true },
    })),
    ownKey,
  ).reaction ?? []

describe('an emoji', () => {
  test.each([
    ...[
      '👍',
      '👍🏽',
      '❤',
      '❤️',
      '👨‍👩‍👧‍👦',
      '🇩🇪',
      '1️⃣',
      '#️⃣',
      '*⃣',
      '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
      '🏳️‍🌈',
      '👩🏽‍🚀',
      '☺',
      '©️',
      '🫠',
      '🧑‍🧑‍🧒‍🧒',
    ],
    // The longest of Unicode 17, and a place that is kept for one to come.
    ...['👩🏻‍❤️‍💋‍👩🏿', '\u{1faff}'],
  ])('is %s', (text) => {
    expect(isEmoji(text)).toBe(true)
  })

  test.each([
    ...[
      'a',
      '1',
      '',
      '👍👍',
      ' ',
      '👍a',
      'a👍',
      '👍 ',
      ' 👍',
      '🇩',
      '🇩🇪🇫🇷',
      '#',
      '12',
      '\ufe0f',
      '\u200d',
    ],
    ...[
      '\u20e3',
      'é',
      '中',
      ':-)',
      '👍\n',
      '👍\u202e',
      '❤️❤️',
      '\ud83d',
      '\u{1f3fb}\u{1f3fb}a',
      '<b>',
      '\u0000',
    ],
  ])('is not %j', (text) => {
    expect(isEmoji(text)).toBe(false)
  })

  test('has no marks but its own: of one picture there are not endless ones', () => {
    for (const marks of ['\u0301', '\u0301\u0302', '\ufe0e'])
      expect(isEmoji(`👍${marks}`)).toBe(false)
    for (const own of ['❤\ufe0f', '1\ufe0f\u20e3']) expect(isEmoji(own)).toBe(true)
  })

  test('ends at the limit, however many are joined', () => {
    const joined = (units: number) => '👩\u200d'.repeat(units / 3).padEnd(units, '👩')
    expect(joined(EMOJI_CHARS)).toHaveLength(EMOJI_CHARS)
    expect(isEmoji(joined(EMOJI_CHARS))).toBe(true)
    expect(isEmoji(`${joined(EMOJI_CHARS)}\u200d👩`)).toBe(false)
  })

  test('is nothing that people write with letters alone', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aZ09 -_.!?äßжعא東') })
    fc.assert(
      fc.property(letters, (text) => {
        expect(isEmoji(text)).toBe(false)
      }),
    )
  })
})

describe('the key of a reaction', () => {
  test('is the emoji, whether as a picture or not', () => {
    const keys = ['❤', '❤️', '1⃣', '1️⃣', '🏳️‍🌈', '🏳‍🌈'].map((emoji) => reaction.key({ emoji }))
    expect(keys).toEqual(['❤', '❤', '1⃣', '1⃣', '🏳‍🌈', '🏳‍🌈'])
  })

  test('is the same whether it is given or taken back, and another for another skin', () => {
    expect(reaction.key({ emoji: '👍', off: true })).toBe(reaction.key({ emoji: '👍' }))
    expect(reaction.key({ emoji: '👍' })).not.toBe(reaction.key({ emoji: '👍🏽' }))
  })
})

describe('on one message', () => {
  const full = Array.from({ length: REACTION_EMOJI }, (_, n) => given(n + 1, emojiOf(n)))
  const next = { emoji: emojiOf(REACTION_EMOJI) }

  test('so many emoji have place, and not one more', () => {
    expect(judged(next, full.slice(1))).toBeUndefined()
    expect(judged(next, full)).toBe('not_allowed')
  })

  test('one that is there can be given by anybody, however full it is', () => {
    expect(judged({ emoji: emojiOf(0) }, full)).toBeUndefined()
    const heart = [...full.slice(1), given(50, '❤')]
    expect(judged({ emoji: '❤️' }, heart)).toBeUndefined()
  })

  test('many who give the same take one place', () => {
    const many = Array.from({ length: 100 }, (_, n) => given(n + 1, emojiOf(n % 3)))
    expect(judged(next, many)).toBeUndefined()
  })

  test('one that was taken back frees its place, unless another still gives it', () => {
    const [first, ...others] = full
    if (first === undefined) throw new Error('one is there')
    const back = given(40, emojiOf(0), 1, true)
    expect(judged(next, [back, ...others])).toBeUndefined()
    expect(judged(next, [back, given(41, emojiOf(0), 77), ...others])).toBe('not_allowed')
    expect(judged({ emoji: emojiOf(0) }, [back, ...others])).toBeUndefined()
  })

  test('what is taken back needs no place, and what is given does', () => {
    expect(reaction.counts({ ...next, off: true })).toBe(false)
    for (const body of [next, { ...next, off: false }]) {
      expect(reaction.counts(body)).toBe(true)
      expect(judged(body, full)).toBe('not_allowed')
    }
  })
})

describe('the row of a message', () => {
  test('shows each emoji once, with who gave it and how many they are, the first one first', () => {
    const all = [given(5, '👍', 1), given(6, '❤️', 2), given(7, '👍', 3), given(9, '❤', 4)]
    expect(shown(all, personOf(3))).toEqual([
      { emoji: '👍', count: 2, mine: true, names: [nameOf(1), nameOf(3)] },
      { emoji: '❤️', count: 2, mine: false, names: [nameOf(2), nameOf(4)] },
    ])
  })

  test('shows nothing of what was taken back', () => {
    expect(shown([given(5, '👍', 1, true), given(6, '❤', 1)])).toMatchObject([{ emoji: '❤' }])
    expect(shown([given(5, '👍', 1, true)])).toEqual([])
    expect(shown([given(5, '👍', 1, false)])).toMatchObject([{ emoji: '👍', count: 1 }])
  })

  test('has so many names, and counts all', () => {
    const all = Array.from({ length: REACTION_NAMES + 3 }, (_, n) => given(n + 1, '👍'))
    const names = all.slice(0, REACTION_NAMES).map(({ author }) => author.name)
    expect(shown(all, personOf(REACTION_NAMES + 2))).toEqual([
      { emoji: '👍', count: REACTION_NAMES + 3, mine: true, names },
    ])
  })

  /** What each of some people did in turn, as a history. */
  const history = fc
    .array(
      fc.record({
        person: fc.integer({ min: 1, max: 4 }),
        emoji: fc.constantFrom('👍', '❤', '❤️', '🎉'),
        off: fc.boolean(),
      }),
      { maxLength: 30, size: 'max' },
    )
    .map((all) => all.map(({ person, emoji, off }, n) => given(n + 1, emoji, person, off)))

  /** All that counts of it: of one person under one key the highest number, as it arrives. */
  function latest(arriving: readonly Given[]): Given[] {
    const standing = new Map<string, Given>()
    for (const one of arriving) {
      const under = `${one.author.id} ${reaction.key(one.body)}`
      const before = standing.get(under)
      if (before === undefined || before.seq < one.seq) standing.set(under, one)
    }
    return [...standing.values()]
  }

  /** What somebody would say who was there all the time. */
  function watched(all: readonly Given[], ownKey: Fingerprint) {
    const people = new Map<string, Map<Fingerprint, Given>>()
    for (const one of all) {
      const key = reaction.key(one.body)
      const who = people.get(key) ?? new Map<Fingerprint, Given>()
      // The latest counts, also for the place in the order.
      who.delete(one.author.id)
      if (one.body.off !== true) who.set(one.author.id, one)
      people.set(key, who)
    }
    return [...people.values()]
      .map((who) => [...who.values()])
      .filter((who) => who.length > 0)
      .toSorted(([one], [other]) => (one?.seq ?? 0) - (other?.seq ?? 0))
      .map((who) => ({
        emoji: who[0]?.body.emoji,
        count: who.length,
        mine: who.some(({ author }) => author.id === ownKey),
        names: who.map(({ author }) => author.name),
      }))
  }

  test('is what who was there all the time has seen', () => {
    fc.assert(
      fc.property(history, (all) => {
        expect(shown(latest(all), personOf(2))).toEqual(watched(all, personOf(2)))
      }),
    )
  })

  test('is the same in whatever order things arrive, and however often', () => {
    const arriving = history.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all, ...all], { minLength: 0 })),
    )
    fc.assert(
      fc.property(arriving, ([all, some]) => {
        // Each at least once, in any order, and some of them again.
        const mixed = [...some, ...all.toReversed(), ...some]
        const [ours, theirs] = [latest(mixed), latest(all)]
        expect(shown(ours, personOf(1))).toEqual(shown(theirs, personOf(1)))
        expect(shown(ours.toReversed(), personOf(1))).toEqual(shown(theirs, personOf(1)))
      }),
    )
  })
})

test('a row has a few names, and all of them when they are asked for', () => {
  const people = Array.from({ length: REACTION_NAMES + 3 }, (_, at) => at + 1)
  const many = people.map((person) => given(person, '👍', person))
  const [few] = reaction.fold(many, personOf(1), false)
  expect(few).toMatchObject({ count: many.length, mine: true })
  expect(few?.names).toHaveLength(REACTION_NAMES)
  expect(reaction.fold(many, personOf(1), true)[0]?.names).toEqual(people.map(nameOf))
})
