import { describe, expect, test } from 'vitest'
import {
  addressParts,
  hrefOf,
  linkWarning,
  piecesOf,
} from '../../../renderer/features/chat/links.ts'
import { growthOfWork } from '../../support/effort.ts'

const links = (text: string) =>
  piecesOf(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []))

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
    expect(piecesOf(text)).toEqual([{ kind: 'text', text }])
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
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  }
})

test.each([
  ['brackets', (size: number) => `https://a.b/${')'.repeat(size)}`],
  [
    'opened brackets',
    (size: number) => `https://a.b/${'('.repeat(size / 2)}${')'.repeat(size / 2)}`,
  ],
  ['full stops', (size: number) => `https://a.b/${'.'.repeat(size)}`],
  ['schemes', (size: number) => 'http://'.repeat(size / 7)],
  ['many links', (size: number) => 'https://a.b '.repeat(size / 12)],
])('16 KiB of %s are eight times the work of 2 KiB, not sixty-four', (_, textOf) => {
  expect(growthOfWork((size) => piecesOf(textOf(size)), 2048, 8)).toBeLessThan(24)
})

describe('the address in parts', () => {
  test.each([
    ['https://example.org/a?b', ['https://', 'example.org', '/a?b']],
    ['https://example.org:8443/a', ['https://', 'example.org:8443', '/a']],
    ['https://bank.example@evil.example/x@y', ['https://bank.example@', 'evil.example', '/x@y']],
    ['https://a:b@evil.example', ['https://a:b@', 'evil.example', '/']],
    ['https://evil.example?@bank.example', ['https://', 'evil.example', '/?@bank.example']],
    ['http://[::1]:80/', ['http://', '[::1]', '/']],
    ['https://аpple.com/x', ['https://', 'xn--pple-43d.com', '/x']],
    ['mailto:a@b.c?subject=x@y', ['mailto:a@', 'b.c', '?subject=x@y']],
  ])('%s', (written, [before, host, after]) => {
    expect(addressParts(hrefOf(written) ?? '')).toEqual({ before, host, after })
  })

  test('warns of names before the @ and of borrowed letters', () => {
    expect(linkWarning('https://bank@evil.example/')).toContain('before the @')
    expect(linkWarning(hrefOf('https://аpple.com') ?? '')).toContain('alphabet')
    expect(linkWarning('https://example.org/xn--')).toBe(null)
    expect(linkWarning('mailto:a@b.c')).toBe(null)
  })
})
