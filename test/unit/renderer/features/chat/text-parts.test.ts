import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measured, partsOf } from '../../../../../renderer/features/chat/text-parts.ts'
import { TEXT_BYTES } from '../../../../../shared/domain/limits.ts'
import { byteLength, textFault } from '../../../../../shared/domain/text.ts'

describe('a text that is too long for one message', () => {
  test('is broken behind lines, and together its parts are the text', () => {
    const text = 'a line of words\n'.repeat(5_000)
    const parts = partsOf(text)
    expect(parts.join('')).toBe(text)
    expect(parts).toHaveLength(Math.ceil(byteLength(text) / TEXT_BYTES))
    for (const part of parts) expect(part.endsWith('\n')).toBe(true)
  })

  test('without lines it is broken between characters', () => {
    const text = '漢字😀'.repeat(3_000)
    const parts = partsOf(text)
    expect(parts.join('')).toBe(text)
    for (const part of parts) expect(part.isWellFormed()).toBe(true)
  })

  test('any text comes in parts that may be sent', () => {
    const piece = fc.oneof(fc.constant('\n'), fc.constant(' '), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 2_000 }), (pieces, times) => {
        const text = pieces.join('').repeat(times).slice(0, 200_000).toWellFormed()
        const parts = partsOf(text)
        for (const part of parts) expect(textFault(part)).toBeUndefined()
        const visible = (one: string) => one.replace(/\s/g, '')
        expect(visible(parts.join(''))).toBe(textFault(text) === 'empty' ? '' : visible(text))
      }),
      { numRuns: 50 },
    )
  })

  test('is measured in bytes and lines', () => {
    expect(measured('a\nb\né')).toEqual({ bytes: 6, lines: 3 })
    expect(measured('')).toEqual({ bytes: 0, lines: 1 })
  })
})
