import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkify } from '../../../../../renderer/features/chat/linkify.ts'
import { growthOfWork } from '../../../../support/effort.ts'

const links = (text: string) =>
  linkify(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []))

describe('finds', () => {
  test.each([
    ['https://example.org', ['https://example.org']],
    ['see http://a.b/c?d=e#f now', ['http://a.b/c?d=e#f']],
    ['HTTPS://EXAMPLE.ORG/X', ['HTTPS://EXAMPLE.ORG/X']],
    ['mailto:ann@example.org', ['mailto:ann@example.org']],
    ['(https://a.b/c)', ['https://a.b/c']],
    ['https://en.wikipedia.org/wiki/Tin_(can)', ['https://en.wikipedia.org/wiki/Tin_(can)']],
    ['(https://a.b/x_(y))', ['https://a.b/x_(y)']],
    ['https://a.b/c. And', ['https://a.b/c']],
    ['https://a.b/c?!', ['https://a.b/c']],
    ['“https://a.b”', ['https://a.b']],
    ['<https://a.b>', ['https://a.b']],
    ['[words](https://a.b/c)', ['https://a.b/c']],
    ['http://192.168.1.5:8080/x', ['http://192.168.1.5:8080/x']],
    ['http://[fe80::1]:80/x', ['http://[fe80::1]:80/x']],
    ['https://пример.рф/путь', ['https://пример.рф/путь']],
    ['https://a.b,https://c.d', ['https://a.b,https://c.d']],
    ['https://a.b\nhttps://c.d', ['https://a.b', 'https://c.d']],
    // In a sentence without spaces.
    ['请看https://example.com/a谢谢', ['https://example.com/a']],
    ['여기https://example.com/a에서', ['https://example.com/a']],
    ['ดูhttps://example.com/aนะ', ['https://example.com/a']],
    ['смотриhttps://example.com/aтут', ['https://example.com/a']],
    ['请看https://example.com谢谢', ['https://example.com']],
    ['여기https://example.com에서', ['https://example.com']],
    ['https://example.com:8080에서', ['https://example.com:8080']],
    ['https://example.com/issues/12에서', ['https://example.com/issues/12']],
    ['https://example.com/a?b=c谢谢', ['https://example.com/a?b=c']],
    ['https://example.com/%E4%BA%AC谢谢', ['https://example.com/%E4%BA%AC']],
    ['https://example.com/a，谢谢', ['https://example.com/a']],
    ['https://example.com/a。', ['https://example.com/a']],
    ['https://example.com/a。谢谢', ['https://example.com/a']],
    [
      'https://example.com/a、https://example.com/b',
      ['https://example.com/a', 'https://example.com/b'],
    ],
    ['https://example.com/a！', ['https://example.com/a']],
    ['https://example.com/a？', ['https://example.com/a']],
    ['https://example.com/a,谢谢', ['https://example.com/a']],
    ['https://example.com/a!谢谢', ['https://example.com/a']],
    ['https://example.com/a?谢谢', ['https://example.com/a']],
    ['https://example.com/a:谢谢', ['https://example.com/a']],
    ['https://example.com/a.谢谢', ['https://example.com/a']],
    ['https://example.com/a(谢谢)', ['https://example.com/a']],
    ['(https://example.com/a)吧', ['https://example.com/a']],
    ['（https://example.com/a）吧', ['https://example.com/a']],
    ['「https://example.com/docs」を参照', ['https://example.com/docs']],
    ['《https://example.com/docs》', ['https://example.com/docs']],
    ['“https://example.com/a”然后', ['https://example.com/a']],
    ['https://example.com/a…', ['https://example.com/a']],
    ['https://example.com/a🎉', ['https://example.com/a']],
    ['https://example.com/a।', ['https://example.com/a']],
    ['https://example.com/a؟', ['https://example.com/a']],
    // Signs that are a part of it, or stand around it.
    ['https://example.com/a_', ['https://example.com/a_']],
    ['https://example.com/a~', ['https://example.com/a~']],
    ['https://example.com/a*', ['https://example.com/a*']],
    ['https://example.com/a*b_~.', ['https://example.com/a*b_~']],
    ['**https://example.com/a**', ['https://example.com/a']],
    ['https://example.com/a(', ['https://example.com/a']],
    ['(https://example.com/a),then', ['https://example.com/a']],
    ['*see https://example.com/a*', ['https://example.com/a']],
    ['**see this: https://example.com/a** and more', ['https://example.com/a']],
    ['_https://example.com/a_', ['https://example.com/a']],
    ['*bold* https://example.com/a*', ['https://example.com/a*']],
    ['snake_https://example.com/a', []],
    // Half a host would be another host, and one with something unseen in it shows another.
    ['https://例え。jp/', []],
    ['https://例え．jp/a', []],
    ['https://tower東京。jp/', []],
    [`https://example.com${'\u3164'.repeat(5)}.evil.com/x`, []],
    ['https://example.com\ufe0f.evil.com/x', []],
    ['https://example.com\u200b.evil.com/x', []],
    // A sentence that ran up to the scheme goes on behind the root.
    ['请看https://example.com/谢谢', ['https://example.com/']],
    ['请看 https://example.com/谢谢', ['https://example.com/谢谢']],
    // Letters as they are read.
    ['https://de.wikipedia.org/wiki/Köln', ['https://de.wikipedia.org/wiki/Köln']],
    ['https://de.wikipedia.org/wiki/Ko\u0308ln', ['https://de.wikipedia.org/wiki/Ko\u0308ln']],
    ['https://de.wikipedia.org/wiki/Köln。', ['https://de.wikipedia.org/wiki/Köln']],
    ['https://ja.wikipedia.org/wiki/東京', ['https://ja.wikipedia.org/wiki/東京']],
    ['https://ja.wikipedia.org/wiki/東京タワー。', ['https://ja.wikipedia.org/wiki/東京タワー']],
    [
      'https://ja.wikipedia.org/wiki/東京_(曖昧さ回避)',
      ['https://ja.wikipedia.org/wiki/東京_(曖昧さ回避)'],
    ],
    [
      'https://ja.wikipedia.org/wiki/第2次世界大戦',
      ['https://ja.wikipedia.org/wiki/第2次世界大戦'],
    ],
    ['https://ja.wikipedia.org/wiki/東京에서', ['https://ja.wikipedia.org/wiki/東京']],
    [
      'https://ru.wikipedia.org/wiki/Википедия:Форум',
      ['https://ru.wikipedia.org/wiki/Википедия:Форум'],
    ],
    ['https://ru.wikipedia.org/wiki/Толстой,_Лев.', ['https://ru.wikipedia.org/wiki/Толстой,_Лев']],
    ['https://hi.wikipedia.org/wiki/हिन्दी', ['https://hi.wikipedia.org/wiki/हिन्दी']],
    [
      'https://fa.wikipedia.org/wiki/ویکی\u200cپدیا',
      ['https://fa.wikipedia.org/wiki/ویکی\u200cپدیا'],
    ],
    ['https://ko.wikipedia.org/wiki/서울?a=값#절', ['https://ko.wikipedia.org/wiki/서울?a=값#절']],
    [
      'https://ja.wikipedia.org/wiki/ダ・ヴィンチ・',
      ['https://ja.wikipedia.org/wiki/ダ・ヴィンチ'],
    ],
    ['https://a.b/Michelson–Morley – ja', ['https://a.b/Michelson–Morley']],
    ['‘https://a.b/Pascal’s’', ['https://a.b/Pascal’s']],
    ['https://emojipedia.org/🎉', ['https://emojipedia.org/🎉']],
    ['https://müller.example/', ['https://müller.example/']],
    ['https://例子.中国/路', ['https://例子.中国/路']],
    ['https://tower東京.jp/a', ['https://tower東京.jp/a']],
    ['https://i❤.ws', ['https://i❤.ws']],
    ['mailto:ann@пример.рф', ['mailto:ann@пример.рф']],
    ['mailto:ann@example.org谢谢', ['mailto:ann@example.org']],
  ])('%s', (text, found) => {
    expect(links(text)).toEqual(found)
  })
})

describe('leaves as text', () => {
  test.each([
    '[x](javascript:alert(1))',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//http:',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'vbscript:x',
    'tincan://join/1.2.3.4',
    'ftp://a.b',
    '<img src=x onerror=alert(1)>',
    'http://',
    'https://',
    'https:// a.b',
    'xhttps://a.b',
    'a.mailto:x@y',
    'mailto:',
    'mailto:nobody',
    'mailto:a@b@c',
    'http://[::1',
    'http://a b'.replace('a b', '%'),
    'example.org',
    `https://a.b/${'x'.repeat(3_000)}`,
  ])('%s', (text) => {
    expect(linkify(text)).toEqual([{ kind: 'text', text }])
  })
})

test('a link ends where text would be turned around or hidden', () => {
  for (const mark of ['\u202e', '\u2066', '\u200b', '\u200f', '\u0007', '\ufeff']) {
    expect(links(`https://a.b/c${mark}moc.live`)).toEqual(['https://a.b/c'])
  }
})

test('the pieces put together are the text, whatever it is', () => {
  const parts = ['https://a.b', '(', ')', '.', ' ', '\n', 'mailto:a@b', '😀', '\ud800', '[x](', 'é']
  let seed = 1
  for (let round = 0; round < 500; round += 1) {
    let text = ''
    for (let i = 0; i < 12; i += 1) {
      seed = (seed * 48_271) % 2_147_483_647
      text += parts[seed % parts.length]
    }
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  }
})

const around = fc.constantFrom('', ' ', '看', '여기', 'さ', '（', '「', '(', '"', '\n', 'ดู', '。')
const behind = fc.constantFrom(
  ...[
    '',
    ' ',
    '谢谢',
    '에서',
    'を',
    '）',
    '」',
    ')',
    '"',
    '\n',
    'นะ',
    '。',
    '，',
    '！',
    '🎉',
    '.',
    ', ok',
  ],
)
const part = fc.stringMatching(/^[A-Za-z0-9~_-]{1,8}$/)

test('an address of ASCII is found in every sentence, and nothing else of it', () => {
  fc.assert(
    fc.property(
      around,
      fc.array(part, { maxLength: 4 }),
      part,
      behind,
      (before, path, end, after) => {
        const address = `https://example.com/${[...path, `${end}x`].join('/')}`
        expect(links(before + address + after)).toEqual([address])
      },
    ),
  )
})

test('whatever the text, its pieces are it, and a link is of http, https or mailto', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'https://',
      'http://',
      'mailto:',
      'javascript:',
      'a.b',
      '/',
      '(',
      ')',
      '*',
      '\u202e',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const pieces = linkify(words.join(''))
      expect(pieces.map(({ text }) => text).join('')).toBe(words.join(''))
      for (const piece of pieces) {
        if (piece.kind === 'text') continue
        expect(piece.href).toMatch(/^(?:https?:\/\/|mailto:)/)
        expect(piece.text).not.toMatch(/[\s<>"`\\\p{Cc}\p{Bidi_Control}\u200b\u2060-\u2064\ufeff]/u)
      }
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['brackets', (size: number) => `https://a.b/${')'.repeat(size)}`],
  [
    'opened brackets',
    (size: number) => `https://a.b/${'('.repeat(size / 2)}${')'.repeat(size / 2)}`,
  ],
  ['full stops', (size: number) => `https://a.b/${'.'.repeat(size)}`],
  ['full stops inside', (size: number) => `https://a.b/${'.'.repeat(size)}x`],
  ['labels in two scripts', (size: number) => `https://${'a에'.repeat(size / 2)}`],
  ['words in two scripts', (size: number) => 'https://a.b/a에'.repeat(size / 14)],
  ['stars', (size: number) => '*https://a.b*'.repeat(size / 13)],
  ['schemes', (size: number) => 'http://'.repeat(size / 7)],
  ['many links', (size: number) => 'https://a.b '.repeat(size / 12)],
])('16 KiB of %s are eight times the work of 2 KiB, not sixty-four', (_, textOf) => {
  expect(growthOfWork((size) => linkify(textOf(size)), 2048, 8)).toBeLessThan(24)
})
