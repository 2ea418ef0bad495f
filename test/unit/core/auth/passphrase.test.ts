import { describe, expect, test } from 'vitest'
import { newPassphrase } from '../../../../electron/core/auth/passphrase.ts'
import { passphraseWords } from '../../../../electron/core/auth/passphrase-words.ts'
import { PASSWORD_CHARS } from '../../../../shared/domain/limits.ts'

describe('a made password', () => {
  test('is five words of the list with hyphens between', () => {
    const known = new Set(passphraseWords)
    for (let n = 0; n < 1000; n += 1) {
      const words = newPassphrase().split('-')
      expect(words.length).toBe(5)
      expect(words.every((word) => known.has(word))).toBe(true)
    }
  })

  test('is another each time, and comes from the whole list', () => {
    const made = Array.from({ length: 4000 }, newPassphrase)
    expect(new Set(made).size).toBe(4000)
    // 20,000 words drawn evenly leave about 7.6 % of the list out; half would mean a short range.
    const used = new Set(made.flatMap((one) => one.split('-')))
    expect(used.size).toBeGreaterThan(passphraseWords.length * 0.8)
    expect(used.size).toBeLessThan(passphraseWords.length)
  })
})

describe('the word list', () => {
  test('has 7,772 distinct words of three to nine small letters: 12.9 bits each', () => {
    expect(passphraseWords.length).toBe(7772)
    expect(new Set(passphraseWords).size).toBe(7772)
    expect(passphraseWords.filter((word) => !/^[a-z]{3,9}$/.test(word))).toEqual([])
    expect(5 * Math.log2(passphraseWords.length)).toBeGreaterThan(64.5)
  })

  test('makes passwords that fit where one types them', () => {
    expect(5 * 9 + 4).toBeLessThan(PASSWORD_CHARS)
  })
})
