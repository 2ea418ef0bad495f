/**
 * Thirty scripts and more: what is found in each, in the middle where it has no spaces, and what is
 * marked of it in the text as it was written.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placedWords, wordsOf } from '../../../../electron/core/store/tokenizer.ts'
import { eventOf, keyOf, memoryStore } from '../../../support/store-kit.ts'

/** Script, what is asked, the text with what is found of it in brackets. */
const FOUND: readonly (readonly [string, string, string])[] = [
  ['Latin', 'cafe', 'ein [Café]!'],
  ['Latin, accents asked', 'CAFÉ', 'ein [cafe]!'],
  ['Latin, accents as marks', 'cafe', 'ein [Cafe\u0301]!'],
  ['Latin, sharp s', 'strasse', 'die [Straße], die [STRASSE]'],
  ['Latin, sharp s asked', 'STRAẞE', 'die [Straße], die [strasse]'],
  ['Latin, strokes', 'lodz', 'do [Łódź]'],
  ['Latin, ligatures', 'oeuvre', 'une [Œuvre]'],
  ['Latin, typographic forms', 'first', 'the [ﬁrst] [ＦＩＲＳＴ]'],
  ['Latin, Turkish', 'istanbul', '[İstanbul] [ıstanbul]'],
  ['Latin, Vietnamese', 'tieng viet', '[tiếng] [Việt]'],
  ['Latin, a soft hyphen', 'donau', 'die [Do\u00adnau]fahrt'],
  ['Greek, final sigma', 'οδος', 'η [ΟΔΟΣ], η [ὁδός]'],
  ['Greek, a beginning', 'οδοσ', 'η [οδός]'],
  ['Cyrillic', 'ёлка', 'новая [Елка], [ЁЛКА]'],
  ['Coptic', 'ⲛⲟⲩⲧⲉ', 'ⲡ [ⲚⲞⲨⲦⲈ]'],
  ['Armenian', 'եւ', '[և] [ԵՒ]'],
  ['Georgian', 'თბილისი', 'ქ. [ᲗᲑᲘᲚᲘᲡᲘ]'],
  ['Cherokee', 'ꮳꮃꭹ', '[ᏣᎳᎩ]'],
  ['Hebrew, points', 'שלום', 'אמר [שָׁלוֹם]'],
  ['Hebrew, points asked', 'שָׁלוֹם', 'אמר [שלום]'],
  ['Hebrew, a final letter', 'שלומ', 'אמר [שלום]'],
  ['Arabic, wasla', 'السلام', 'قال [ٱلسلام]'],
  ['Arabic, a Persian keyboard', 'علی', 'قال [علي]، [علی]'],
  ['Arabic, the keyboards’ kaf', 'كتاب', '[کتاب]'],
  ['Latin, a joiner inside', 'wo\ufeffrd', 'a [wo\ufeffrd], a [word]'],
  ['Arabic, vowels', 'محمد', 'قال [مُحَمَّد]'],
  ['Arabic, vowels asked', 'مُحَمَّد', 'قال [محمد]'],
  ['Arabic, tatweel', 'محمد', 'قال [مـحـمـد]'],
  ['Arabic, hamza', 'احمد', 'قال [أحمد]'],
  ['Arabic, hamza asked', 'أحمد', 'قال [احمد]'],
  ['Arabic, presentation forms', 'سلام', '[ﺳﻼﻡ]'],
  ['Arabic, digits', '34', 'عدد [٣٤] [۳۴]'],
  ['Syriac', 'ܫܠܡܐ', '[ܫܠܳܡܳܐ]'],
  ['Thaana', 'ދިވެހި', '[ދިވެހި] ދަވަހަ'],
  ['NKo', 'ߒߞߏ', '[ߒߞߏ߫]'],
  ['Ethiopic', 'ሰላም', '[ሰላም] ለ'],
  ['Devanagari', 'हिन्दी', 'मेरी [हिन्दी] कक्षा हनद'],
  ['Devanagari, nukta', 'जमीन', '[ज़मीन]'],
  ['Devanagari, a joiner', 'क्ष', '[क्\u200dष]'],
  ['Bengali', 'বাংলা', 'আমার [বাংলা]'],
  ['Gurmukhi', 'ਪੰਜਾਬੀ', '[ਪੰਜਾਬੀ] ਹੈ'],
  ['Gujarati', 'ગુજરાતી', '[ગુજરાતી] ગજરત'],
  ['Oriya', 'ଓଡ଼ିଆ', '[ଓଡ଼ିଆ]'],
  ['Tamil', 'தமிழ்', '[தமிழ்] தமழ'],
  ['Telugu', 'తెలుగు', '[తెలుగు] తలగ'],
  ['Kannada', 'ಕನ್ನಡ', '[ಕನ್ನಡ]'],
  ['Malayalam', 'മലയാളം', '[മലയാളം]'],
  ['Sinhala', 'සිංහල', '[සිංහල]'],
  ['Tibetan', 'ཡིག', 'བོད་[ཡིག]'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ', '[ᠮᠣᠩᠭᠣᠯ]'],
  ['Adlam', '𞤀𞤁', '[𞤢𞤣]'],
  ['Thai', 'ครับ', 'สวัสดี[ครับ]ผม'],
  ['Thai, a composed vowel', 'นํ้า', 'ดื่ม[น้ำ]เย็น'],
  ['Lao', 'ບາຍ', 'ສະ[ບາຍ]ດີ'],
  ['Khmer', 'ខ្មែរ', 'ភាសា[ខ្មែរ]យើង'],
  ['Myanmar', 'စာ', 'မြန်မာ[စာ]ပေ'],
  ['Tai Le', 'ᥖᥭ', 'ᥘᥣ[ᥖᥭ]ᥑᥨ'],
  ['New Tai Lue', 'ᦺᦑ', 'ᦅᧄ[ᦺᦑ]ᦟᦹᧉ'],
  ['Tai Tham', 'ᨾᩮᩬᩥ', 'ᨲ᩠ᩅ[ᨾᩮᩬᩥ]ᨦ'],
  ['Javanese', 'ꦗꦮ', 'ꦧꦱ[ꦗꦮ]ꦏ'],
  ['Balinese', 'ᬩᬮᬶ', 'ᬩᬲ[ᬩᬮᬶ]ᬓ'],
  ['Han', '京大', '東[京大]学'],
  ['Han, beyond the first plane', '𠮷', '大[𠮷]野'],
  ['Hiragana', 'ましょ', '会い[ましょ]う'],
  ['Katakana', 'タワー', '東京[タワー]で'],
  ['Katakana, half width', 'ガス', '都市[ｶﾞｽ]管'],
  ['Bopomofo', 'ㄆㄇ', 'ㄅ[ㄆㄇ]ㄈ'],
  ['Hangul', '하세', '안녕[하세]요'],
  ['Hangul, in its letters', '하세', '안녕[하세]요'.normalize('NFD')],
  ['Hangul, half typed', '안녀', '[안녕]하세요'],
  ['Hangul, letters alone', 'ㅠㅠ', '슬퍼[ㅠㅠ]'],
  ['Yi', 'ꌠꁱ', 'ꆈ[ꌠꁱ]ꂷ'],
  ['Emoji', '🎉', 'Party [🎉]!'],
  ['Emoji, in a run', '🎉', '🥳[🎉]🥳'],
  ['Emoji, glued on', '🎉', 'Party[🎉]'],
  ['Emoji, tinted', '👍', 'ja [👍🏽]'],
  ['Emoji, tint asked', '👍🏽', 'ja [👍]'],
  ['Emoji, as a picture or not', '❤', 'ja [❤️]'],
  ['Emoji, a family', '👨‍👩‍👧', 'die [👨‍👩‍👧]!'],
  ['Emoji, a flag among flags', '🇩🇪', '🇦🇩[🇩🇪]🇪🇸'],
  ['Signs', '€', '5[€] → 6'],
]

const NOT_FOUND: readonly (readonly [string, string, string])[] = [
  ['another vowel', 'कातब', 'किताब'],
  ['vowels left out where they are the word', 'हनद', 'हिन्दी'],
  ['another order', '京東', '東京'],
  ['another voice', 'カラス', 'ガラス'],
  ['flags cut elsewhere', '🇩🇪', '🇦🇩🇪🇸'],
  ['another emoji', '🎉', '🥳'],
  ['the middle of a word between spaces', 'лка', 'ёлка'],
]

const plain = (marked: string) => marked.replaceAll(/[[\]]/g, '')

describe('in every script', () => {
  test.each(FOUND)('%s: “%s” is found, and marked', async (_, asked, marked) => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, [eventOf(1, plain(marked)), eventOf(2, 'something else')])
    const found = await store.search(asked, null, null, 9)
    expect(found.map(({ event }) => event.seq)).toEqual([1])
    const pieces = found.flatMap((one) => one.pieces)
    expect(pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('')).toBe(marked)
    await store.close()
  })

  test.each(NOT_FOUND)('%s is not found', async (_, asked, text) => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, [eventOf(1, text)])
    expect(await store.search(asked, null, null, 9)).toEqual([])
    await store.close()
  })
})

describe('words', () => {
  test('of ASCII are those of every other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(wordsOf(text)).toEqual(placedWords(text).map(({ word }) => word))
      }),
    )
  })

  test('have their places in the text, in order, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let at = 0
        for (const { word, from, ends } of placedWords(text)) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(ends).toHaveLength(word.length)
          expect(ends.every((end, n) => end > from && end >= (ends[n - 1] ?? 0))).toBe(true)
          expect(from).toBeGreaterThanOrEqual(at > from ? from : at)
          at = ends.at(-1) ?? at
          expect(at).toBeLessThanOrEqual(text.length)
        }
      }),
    )
  })

  test('are nothing that the search engine reads or folds in its own way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of wordsOf(text)) expect(word).toMatch(/^[a-z0-9\u0080-\u{10ffff}]+$/u)
      }),
    )
  })

  test('folded once are folded for good', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const words = wordsOf(text)
        expect(wordsOf(words.join(' '))).toEqual(words)
      }),
      { numRuns: 500 },
    )
  })

  test('a text is found by itself, composed or not', async () => {
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    let seq = 0
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
        async (text) => {
          seq += 1
          await store.keep(id, [eventOf(seq, text)])
          fc.pre(wordsOf(text).length > 0)
          for (const form of ['NFC', 'NFD'] as const) {
            const found = await store.search(text.normalize(form), null, null, 1)
            expect(found.map(({ event }) => event.seq)).toEqual([seq])
          }
        },
      ),
    )
    await store.close()
  })
})
