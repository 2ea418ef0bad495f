import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toJson, toWords } from '../../../electron/terminal/output.ts'
import { visible, visibleJson } from '../../../electron/terminal/visible.ts'
import { errorValue } from '../../../shared/domain/errors.ts'

/** What drives a terminal, turns text around, or ends a line where we did not. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

describe('what leaves for a terminal', () => {
  test.each([
    ['an escape sequence', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a bell', '\u0007', '\\u0007'],
    ['C1: the eight-bit CSI', '\u009b31m', '\\u009b31m'],
    ['DEL', '\u007f', '\\u007f'],
    ['an override', 'a\u202etxt.exe', 'a\\u202etxt.exe'],
    ['an isolate', '\u2067a\u2069', '\\u2067a\\u2069'],
    ['the Arabic letter mark', '\u061ca', '\\u061ca'],
  ])('shows %s instead of obeying it', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test('letters of every script, emoji and tabs stay as they are', () => {
    const text = 'né\t漢字 हिन्दी مرحبا 👩‍🚀'
    expect(visible(text)).toBe(text)
  })

  test.each(['\n', '\r\n', '\r', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029'])(
    'a line break of any kind begins no line of its own: %j',
    (lineBreak) => {
      expect(visible(`one${lineBreak}12:00 Ann: two`)).toBe('one\n      12:00 Ann: two')
    },
  )

  test('nothing unseen is left, whatever somebody writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = visible(text).split('\n')
        for (const line of lines) expect(line.replaceAll('\t', '')).not.toMatch(UNSEEN)
        for (const line of lines.slice(1)) expect(line.startsWith('      ')).toBe(true)
      }),
    )
  })

  test('JSON has it escaped, and says the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = visibleJson({ text })
        expect(line).not.toMatch(UNSEEN)
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ text })))
      }),
    )
  })

  test('a host cannot drive the terminal, or forge a line, by its reason for a refusal', () => {
    const said = 'no\u001b]0;owned\u0007\n12:00 Ann: come in\u009b2J'
    const event = { type: 'refused', error: errorValue('refused_other', { said }) } as const
    for (const lines of [toJson(event), toWords(event)]) {
      expect(lines.err).not.toMatch(/[\u0007\u001b\u009b]/)
      expect(lines.err?.split('\n').slice(1)).toEqual(['      12:00 Ann: come in\\u009b2J.'])
    }
    expect(toJson(event).out).not.toMatch(UNSEEN)
  })
})
