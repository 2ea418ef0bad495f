/**
 * Names that look alike clash, and names that do not, do not. The table was picked from Unicode's
 * data and by eye; it is written out, so that the data is judged and not its own judge.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameForms, reservedName, skeleton } from '../../../shared/domain/names.ts'
import { freeName, nameFault, nameKey } from '../../../shared/domain/text.ts'

const clash = (one: string, other: string) => freeName(one, new Set([nameKey(other)])) !== one

/** A letter or digit, then what looks like it. Each stands for a pair such as "Zo5y" and "Zoƽy". */
const LOOK_ALIKES = `
  A Α А Ꭺ ᗅ ꓮ Ａ 𝐀
  B Β В Ᏼ ᗷ ℬ ꓐ Ｂ 𝐁
  C Ϲ С Ꮯ ℂ Ⲥ ꓚ Ｃ
  D Ꭰ ᗞ ꓓ Ｄ 𝐃
  E Ε Е Ꭼ ℰ ⴹ ꓰ Ｅ
  F Ϝ ᖴ ℱ ꓝ
  G Ԍ Ꮐ ꓖ 𝐆
  H Η Н Ꮋ ᕼ ℋ Ⲏ ꓧ Ｈ
  J Ϳ Ј Ꭻ ᒍ ꓙ
  K Κ К Ꮶ ᛕ Ⲕ ꓗ Ｋ
  L Ꮮ ᒪ ℒ ꓡ
  M Μ М Ꮇ ᗰ ℳ Ⲙ ꓟ
  N Ν ℕ Ⲛ ꓠ Ｎ
  O 0 Ο О Օ ଠ Ⲟ ꓳ Ｏ
  P Ρ Р Ꮲ ᑭ ℙ Ⲣ ꓑ
  R Ʀ Ꭱ ᖇ ℛ ꓣ
  S Ѕ Տ Ꮥ ꓢ Ｓ
  T Τ Т Ꭲ Ⲧ ꓔ
  U Ս ሀ ᑌ ꓴ
  V Ѵ Ꮩ ᐯ Ⅴ ꓦ
  W Ԝ Ꮃ ꓪ
  X Χ Х Ⅹ Ⲭ ꓫ
  Y Υ У Ꭹ Ⲩ ꓬ
  Z Ζ Ꮓ ℤ ꓜ
  a ɑ α а ａ 𝐚 ᴀ
  b Ь ᑲ 𝐛 ʙ
  c ϲ с ᴄ ⅽ ⲥ ｃ
  d ԁ Ꮷ ᑯ ⅆ
  e е ℯ ꬲ ｅ ᴇ
  f ſ ք ẝ
  g ƍ ɡ ց ℊ
  h һ հ ℎ ʜ
  i ı ɩ і Ꭵ ℹ
  j ϳ ј ⅉ
  l 1 I | Ι І ᛁ ꓲ
  m rn ⅿ 𝐦
  n ո ɴ
  o ο о օ ० ๐ ⲟ 0
  p ρ р ⲣ ᴘ
  q ԛ գ
  r г ᴦ ʀ
  s ѕ ꜱ ꮪ ƽ
  u ʋ υ ս ᴜ
  v ν ѵ ⅴ ᴠ
  w ѡ ա ᴡ vv ɯ
  x х ⅹ ｘ
  y γ у ყ ℽ
  z ᴢ ꮓ ｚ
  2 Ƨ Ϩ ᒿ
  3 Ʒ З Ⳍ
  6 б Ⳓ
  8 Ȣ ৪
`

const letterPairs = LOOK_ALIKES.trim()
  .split('\n')
  .flatMap((line) => {
    const [letter = '', ...others] = line.trim().split(' ')
    return others.map((other) => [`Zo${letter}5ky`, `Zo${other}5ky`] as const)
  })

const namePairs = [
  ['Ann', 'Аnn'],
  ['Ann', 'Ａｎｎ'],
  ['Ann', '𝓐𝓷𝓷'],
  ['Ann', 'ᴀɴɴ'],
  ['Ann', 'ANN'],
  ['Ann', 'A\u200dnn'],
  ['Ann', 'Ann\ufe0f'],
  ['Ann', 'Ⓐⓝⓝ'],
  ['paypal', 'раураl'],
  ['paypal', 'PayPaI'],
  ['Tom', 'Torn'],
  ['Tom', 'Тоm'],
  ['Will', 'VViIl'],
  ['Will', 'Wi1l'],
  ['alice', 'AIice'],
  ['alice', 'a|ice'],
  ['Alice', 'A1ice'],
  ['Ivan', 'lvan'],
  ['Ivan', 'ivan'],
  ['Ivan', 'IVAN'],
  ['IVAN', '1van'],
  ['dave', 'clave'],
  ['Нина', 'нина'],
  ['Григорий', 'ГРИГОРИЙ'],
  ['Γιώργος', 'ΓΙΏΡΓΟΣ'],
  ['Strauß', 'STRAUSS'],
  ['José', 'Jose\u0301'],
  ['José', 'Јоѕé'],
  ['O’Neil', "O'Neil"],
  ['O’Neil', 'OʻNeil'],
  ['Anne-Marie', 'Anne‐Marie'],
  ['Anne-Marie', 'Anne–Marie'],
  ['ノノ', '丿丿'],
  ['カ', '力'],
  ['エ', '工'],
  ['ロ', '口'],
  ['Bob2', 'BobƧ'],
  ['x0', 'xO'],
  ['Zoë', 'ZOË'],
  ['👩‍🚀', '👩🚀'],
] as const

const differentPairs = [
  ['Ann', 'Anna'],
  ['Ann', 'Anne'],
  ['Ann', 'Ana'],
  ['Ann', 'Nan'],
  ['Ann', 'An'],
  ['Ann', 'Ann-2'],
  ['Ann-2', 'Ann-3'],
  ['Ann 1', 'Ann 2'],
  ['Ann Lee', 'AnnLee'],
  ['Ann Lee', 'Ann Leigh'],
  ['José', 'Jose'],
  ['Zoë', 'Zoe'],
  ['Müller', 'Muller'],
  ['Søren', 'Soren'],
  ['Łukasz', 'Lukasz'],
  ['Kai', 'Kal'],
  ['Mia', 'Mla'],
  ['Nina', 'Vina'],
  ['Dan', 'Dav'],
  ['Tom', 'Ton'],
  ['Tom', 'Tim'],
  ['Max', 'Mac'],
  ['Ben', 'Den'],
  ['Ben', 'Ken'],
  ['Eva', 'Ewa'],
  ['Eva', 'Ava'],
  ['Clara', 'Dara'],
  ['Paul', 'Saul'],
  ['Jan', 'Ian'],
  ['Jon', 'John'],
  ['Sara', 'Sarah'],
  ['Robot 3', 'Robot 8'],
  ['Robot 5', 'Robot 6'],
  ['Robot 2', 'Robot 7'],
  ['山田', '山口'],
  ['山田', '田山'],
  ['王', '玉'],
  ['李明', '李名'],
  ['さくら', 'サクラ'],
  ['はな', 'ばな'],
  ['김민수', '김민서'],
  ['Нина', 'Инна'],
  ['Саша', 'Маша'],
  ['Вова', 'Лова'],
  ['Γιώργος', 'Γιάννης'],
  ['دانا', 'دارا'],
  ['محمد', 'محمود'],
  ['דן', 'דנה'],
  ['नेहा', 'नीना'],
  ['สมชาย', 'สมหญิง'],
  ['🐱', '🐶'],
  ['👍', '👎'],
] as const

describe('names that look alike', () => {
  const pairs = [...letterPairs, ...namePairs]

  test('are a table of 200 pairs and more', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(200)
    const twice = new Set(pairs.map((pair) => pair.join(' ')))
    expect(twice.size).toBe(pairs.length)
    expect(pairs.filter(([one, other]) => one === other)).toEqual([])
  })

  test.each(pairs)('%s and %s clash, whoever came first', (one, other) => {
    expect([clash(one, other), clash(other, one)]).toEqual([true, true])
  })

  test('get a name that is free and still good', () => {
    for (const [one, other] of pairs) {
      const taken = new Set([nameKey(one)])
      const given = freeName(other, taken)
      expect(given).toBe(`${other}-2`)
      expect(clash(given, one)).toBe(false)
      expect(nameFault(given.normalize('NFC'))).toBeUndefined()
    }
  })

  test('make a third and a fourth', () => {
    const taken = new Set<string>()
    const given = ['Ann', 'Аnn', 'ANN', 'ᴀɴɴ'].map((asked) => {
      const name = freeName(asked, taken)
      taken.add(nameKey(name))
      return name
    })
    expect(given).toEqual(['Ann', 'Аnn-2', 'ANN-3', 'ᴀɴɴ-4'])
  })
})

describe('names that do not', () => {
  test('are a table of 50 pairs and more', () => {
    expect(differentPairs.length).toBeGreaterThanOrEqual(50)
  })

  test.each(differentPairs)('%s and %s stay apart', (one, other) => {
    expect([clash(one, other), clash(other, one)]).toEqual([false, false])
  })
})

describe('a name', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 32 })

  test('clashes with itself, however it is composed and in whatever width and case', () => {
    fc.assert(
      fc.property(name, (one) => {
        const plain = one.normalize('NFKC')
        const others = [
          one,
          one.normalize('NFD'),
          one.normalize('NFC'),
          plain,
          plain.toLowerCase(),
          plain.toUpperCase(),
        ]
        for (const other of others) expect(clash(one, other)).toBe(true)
      }),
    )
  })

  test('has one skeleton, however it is composed', () => {
    fc.assert(
      fc.property(name, (one) => skeleton(one.normalize('NFC')) === skeleton(one.normalize('NFD'))),
    )
    expect(skeleton('раураl')).toBe('paypal')
    expect(skeleton('José')).toBe('Jose\u0301')
    expect(skeleton('m0I|')).toBe('rnOll')
  })

  test('has forms without line breaks', () => {
    fc.assert(fc.property(name, (one) => [...nameForms(one)].every((form) => !form.includes('\n'))))
  })
})

describe('reserved names', () => {
  test.each([
    'host',
    'Host',
    'HOST',
    'Нost',
    'һоѕт',
    'h0st',
    'ʜᴏꜱᴛ',
    'ｈｏｓｔ',
    '𝐡𝐨𝐬𝐭',
    'ho\u200dst',
    'system',
    'System',
    'SYSTEM',
    'systern',
    'Ѕуѕtem',
    'ѕуѕтем',
  ])('%s is nobody’s, but a room may have it', (one) => {
    expect(reservedName(one)).toBe(true)
    expect(nameFault(one)).toBe('reserved')
    expect(nameFault(one, 'room')).toBeUndefined()
  })

  test.each(['Hostess', 'Ghost', 'Hos', 'host-2', 'Systems', 'Sys', 'Höst', 'Ann'])(
    '%s is anybody’s',
    (one) => {
      expect(nameFault(one)).toBeUndefined()
    },
  )
})
