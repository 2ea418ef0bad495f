import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NAME_GRAPHEMES, TEXT_BYTES } from '../../../shared/domain/limits.ts'
import {
  freeName,
  nameFault,
  nameKey,
  passwordFault,
  roomNameOf,
  textFault,
  tidyName,
} from '../../../shared/domain/text.ts'

describe('names', () => {
  test.each(['Ann', 'Ann Lee', 'Zoë', '山田', '👩‍🚀', 'می‌خواهم', "O'Neil", 'x'.repeat(32)])(
    '%s is a good name',
    (name) => {
      expect(nameFault(tidyName(name))).toBeUndefined()
    },
  )

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(33), 'too_long'],
    [`a${'\u0301'.repeat(100)}`, 'too_long'],
    ['a\u0000b', 'characters'],
    ['a\u202eb', 'characters'],
    ['a\u200bb', 'characters'],
    ['\ud800', 'characters'],
    ['\u200d', 'characters'],
    ['\u3164', 'characters'],
    ['\u2800', 'characters'],
    ['Bob\u{e0041}', 'characters'],
    ['Bob\u00ad', 'characters'],
    ['\u206f', 'characters'],
  ] as const)('%j is refused as %s', (name, fault) => {
    expect(nameFault(tidyName(name))).toBe(fault)
  })

  test('white space is tidied, not refused', () => {
    expect(tidyName('  Ann\t \n Lee ')).toBe('Ann Lee')
  })

  test('the second of a name becomes name-2, the third name-3', () => {
    const taken = new Set(['ann', 'ann-2'])
    expect(freeName('Ann', taken)).toBe('Ann-3')
    expect(freeName('Bob', taken)).toBe('Bob')
  })

  test('case and width do not make another name', () => {
    expect(freeName('ＡＮＮ', new Set([nameKey('ann')]))).toBe('ＡＮＮ-2')
  })

  test('a suffixed name is free and still a good name, however long the first was', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: NAME_GRAPHEMES })
      .map(tidyName)
    fc.assert(
      fc.property(
        name.filter((one) => nameFault(one) === undefined),
        fc.integer({ min: 0, max: 12 }),
        (asked, clashes) => {
          const taken = new Set<string>()
          for (let n = 0; n <= clashes; n += 1) taken.add(nameKey(freeName(asked, taken)))
          const given = freeName(asked, taken)
          expect(taken.size).toBe(clashes + 1)
          expect(taken.has(nameKey(given))).toBe(false)
          expect(nameFault(given)).toBeUndefined()
        },
      ),
    )
  })
})

describe('texts', () => {
  test('white space alone says nothing', () => {
    expect(['', ' ', '\n\t '].map(textFault)).toEqual(['empty', 'empty', 'empty'])
  })

  test('the limit counts bytes of UTF-8', () => {
    expect(textFault('x'.repeat(TEXT_BYTES))).toBeUndefined()
    expect(textFault('x'.repeat(TEXT_BYTES + 1))).toBe('too_long')
    expect(textFault('é'.repeat(TEXT_BYTES / 2))).toBeUndefined()
    expect(textFault('é'.repeat(TEXT_BYTES / 2 + 1))).toBe('too_long')
    expect(textFault('😀'.repeat(TEXT_BYTES / 4))).toBeUndefined()
    expect(textFault('😀'.repeat(TEXT_BYTES / 4 + 1))).toBe('too_long')
  })
})

describe('passwords', () => {
  test.each(['a', ' a ', '合言葉', '🔑', '-', 'x'.repeat(256)])('%j guards a room', (password) => {
    expect(passwordFault(password)).toBeUndefined()
  })

  test.each(['', ' ', ' \t\u00a0', '\u200b', '\u3164', '\u2800', '\u0000', '\ufeff'])(
    '%j guards nothing',
    (password) => {
      expect(passwordFault(password)).toBe('empty')
    },
  )

  test('one that is too long is refused, not cut', () => {
    expect(passwordFault('x'.repeat(257))).toBe('too_long')
  })
})

describe('a text of nothing that shows is empty:', () => {
  test.each([
    ['white space', ' \n\t\u3000'],
    ['zero-width characters', '\u200b\u200d\u2060\ufeff'],
    ['marks that turn text around', '\u202e\u2066\u200f'],
    ['controls', '\u0000\u001b\u009b'],
    ['Hangul fillers', '\u115f\u3164\uffa0'],
    ['the empty Braille cell', '\u2800'],
    ['tags and variation selectors', '\u{e0041}\ufe0f'],
    ['soft hyphens and separators of lines', '\u00ad\u2028\u2029'],
  ])('%s', (_, text) => {
    expect(textFault(text)).toBe('empty')
    expect(textFault(`${text}a${text}`)).toBeUndefined()
  })

  test.each(['.', '🙂', '👩‍🚀', '\u0301', '-'])('%j is none', (text) => {
    expect(textFault(text)).toBeUndefined()
  })
})

describe('a room that nobody named', () => {
  test.each([
    'Ann',
    'x'.repeat(25),
    'x'.repeat(26),
    'x'.repeat(32),
    '👩‍🚀'.repeat(11),
    'é'.repeat(32),
  ])('has a name that is allowed: %s', (person) => {
    const name = roomNameOf(person)
    expect(nameFault(name, 'room')).toBeUndefined()
    expect(name.endsWith('’s room')).toBe(true)
  })

  test('and the whole name of its host, where that fits', () => {
    expect(roomNameOf('Ann Lee')).toBe('Ann Lee’s room')
  })
})
