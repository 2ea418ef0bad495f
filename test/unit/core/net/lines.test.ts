import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeLine, LineDecoder, LineError } from '../../../../electron/core/net/lines.ts'

const LIMIT = 64 * 1024

function decode(chunks: Iterable<Uint8Array>, limit = LIMIT): string[] {
  const decoder = new LineDecoder(limit)
  return [...chunks].flatMap((chunk) => [...decoder.push(chunk)])
}

function reasonOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof LineError) return error.reason
    throw error
  }
  return 'none'
}

describe('lines', () => {
  const text = 'né 😀 漢字 \u{1F469}‍\u{1F680}'
  const bytes = Buffer.from(`${text}\nsecond\n`)

  test('a text of many-byte characters survives every split in two', () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(decode([bytes.subarray(0, at), bytes.subarray(at)])).toEqual([text, 'second'])
    }
  })

  test('a text survives coming one byte at a time', () => {
    expect(decode(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual([text, 'second'])
  })

  test('500 lines in one chunk come out as 500 lines, in order', () => {
    const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`)
    expect(decode([Buffer.from(`${lines.join('\n')}\n`)])).toEqual(lines)
  })

  test('an unfinished line is held back, and had at the end', () => {
    const decoder = new LineDecoder(LIMIT)
    expect([...decoder.push(Buffer.from('a\nb'))]).toEqual(['a'])
    expect(decoder.rest()).toBe('b')
    expect(decoder.rest()).toBeUndefined()
  })

  test('a line of exactly the limit passes, with its newline counted', () => {
    const line = 'x'.repeat(LIMIT - 1)
    expect(decode([Buffer.from(`${line}\n`)])).toEqual([line])
  })

  test('a line one byte over the limit is refused', () => {
    expect(reasonOf(() => decode([Buffer.from(`${'x'.repeat(LIMIT)}\n`)]))).toBe('too_long')
  })

  test('a line without an end is refused as soon as it must be too long, not later', () => {
    const decoder = new LineDecoder(10)
    expect([...decoder.push(Buffer.from('123456789'))]).toEqual([])
    expect(reasonOf(() => [...decoder.push(Buffer.from('0'))])).toBe('too_long')
  })

  test('lines before a bad one still come out', () => {
    const decoder = new LineDecoder(10)
    const seen: string[] = []
    expect(
      reasonOf(() => {
        for (const line of decoder.push(Buffer.from('good\nmuch too long\n'))) seen.push(line)
      }),
    ).toBe('too_long')
    expect(seen).toEqual(['good'])
  })

  test('the limit can grow between two lines of one chunk', () => {
    const decoder = new LineDecoder(6)
    const seen: string[] = []
    for (const line of decoder.push(Buffer.from('hello\na longer line\n'))) {
      seen.push(line)
      decoder.limit = 100
    }
    expect(seen).toEqual(['hello', 'a longer line'])
  })

  test.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut-off character', [0xf0, 0x9f, 0x98]],
    ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('invalid UTF-8 is refused: %s', (_, invalid) => {
    expect(reasonOf(() => decode([Buffer.from([...invalid, 0x0a])]))).toBe('not_utf8')
  })

  test('any messages survive any cutting', () => {
    const messages = fc.array(fc.record({ text: fc.string({ unit: 'binary' }) }), { maxLength: 20 })
    const cuts = fc.array(fc.nat(200), { maxLength: 50 })
    fc.assert(
      fc.property(messages, cuts, (said, sizes) => {
        const all = Buffer.concat(said.map((message) => encodeLine(message)))
        const chunks: Uint8Array[] = []
        let at = 0
        for (const size of sizes) {
          chunks.push(all.subarray(at, at + size))
          at += size
        }
        chunks.push(all.subarray(at))
        expect(decode(chunks).map((line) => JSON.parse(line))).toEqual(said)
      }),
    )
  })
})
