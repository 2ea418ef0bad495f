import { describe, expect, test } from 'vitest'
import { qrPath } from '../../../renderer/features/invite/qr-path.ts'
import {
  clashing,
  keyTag,
  protectionWords,
  wrongWords,
} from '../../../renderer/store/secure-words.ts'
import { newcomers, waitingWords } from '../../../renderer/store/waiting.ts'
import { KEY_UNITS, keyShape } from '../../../renderer/ui/key-shape.ts'
import { info, keyOf } from './fixtures.ts'

/** Bytes as good as random, the same for the same seed. */
function bytesOf(seed: number): Uint8Array {
  let state = seed * 2654435761 + 1
  return Uint8Array.from({ length: 32 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

describe('the picture of a key', () => {
  test('is always the same for the same key', () => {
    expect(keyShape(bytesOf(1))).toEqual(keyShape(bytesOf(1)))
    // Pinned: people remember pictures, so a change of the drawing is a change for everybody.
    expect(keyShape(Uint8Array.from({ length: 32 }, (_, at) => at * 7))).toMatchInlineSnapshot(`
      {
        "dotHue": 105,
        "dots": [
          {
            "x": 14,
            "y": 10,
          },
          {
            "x": 14,
            "y": 14,
          },
          {
            "x": 14,
            "y": 22,
          },
        ],
        "figure": "M5.6 4h0.7999999999999998a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-0.7999999999999998a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM13.6 4h0.7999999999999998a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-0.7999999999999998a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM21.6 4h0.7999999999999998a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-0.7999999999999998a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM9.6 8h0.7999999999999998a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-0.7999999999999998a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM17.6 8h0.7999999999999998a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-0.7999999999999998a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM5.6 16h2.4v4h-2.4a1.6 1.6 0 0 1 -1.6 -1.6v-0.7999999999999998a1.6 1.6 0 0 1 1.6 -1.6zM8 16h4v4h-4v-4zM12 16h4v4h-4v-4zM16 16h4v4h-4v-4zM20 16h2.4a1.6 1.6 0 0 1 1.6 1.6v0.7999999999999998a1.6 1.6 0 0 1 -1.6 1.6h-2.4v-4z",
        "hue": 15,
      }
    `)
  })

  test('differs between keys', () => {
    const shapes = Array.from({ length: 2_000 }, (_, seed) => keyShape(bytesOf(seed)))
    const pictures = new Set(shapes.map((shape) => JSON.stringify(shape)))
    expect(pictures.size).toBeGreaterThan(1_990)
  })

  test('is symmetric, inside its ground, and never bare or full', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const { figure, dots, hue, dotHue } = keyShape(bytesOf(seed))
      const cells = figure.split('z').length - 1
      expect(cells).toBeGreaterThanOrEqual(6)
      expect(cells).toBeLessThanOrEqual(20)
      expect(hue).not.toBe(dotHue)
      for (const { x, y } of dots) {
        expect(dots).toContainEqual({ x: KEY_UNITS - x, y })
      }
    }
  })

  test.each([
    ['all zero', 0],
    ['all one', 255],
  ])('is drawn even of %s', (_, value) => {
    expect(() => keyShape(new Uint8Array(32).fill(value))).not.toThrow()
  })
})

describe('a key beside a name', () => {
  test('its tag is the beginning of what is read out', () => {
    expect(keyTag(keyOf('h'))).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/)
  })

  test('how it is protected is said, and promised of no key store before it is so', () => {
    expect(protectionWords('system')).toContain('Protected by this computer’s key store')
    expect(protectionWords('file')).toContain('no key store that works')
    expect(protectionWords('later')).toMatch(/file’s permissions for now.+at a later start/)
  })

  test('members whose name is taken are found, once a list', () => {
    const members = [
      { id: keyOf('b'), name: 'Bob', host: false, clash: false, away: false },
      { id: keyOf('c'), name: 'Bob-2', host: false, clash: true, away: false },
    ]
    expect([...clashing(members)]).toEqual([keyOf('c')])
    expect(clashing(members)).toBe(clashing(members))
  })
})

describe('newcomers', () => {
  const hosting = {
    port: 1,
    addresses: [],
    invite: '',
    password: false,
    locked: false,
    approving: true,
    past: 'all' as const,
    perAddress: null,
    waiting: [],
    banned: [],
  }
  const cem = { key: keyOf('c'), name: 'Cem' }
  const dilara = { key: keyOf('d'), name: 'Dilara' }
  const knocking = (...waiting: readonly (typeof cem)[]) =>
    info('r', { hosting: { ...hosting, waiting } })

  test('only who was not there before is new', () => {
    expect(newcomers(knocking(cem), knocking(cem, dilara))).toEqual([dilara])
    expect(newcomers(undefined, knocking(cem))).toEqual([cem])
    expect(newcomers(knocking(cem), knocking())).toEqual([])
    expect(newcomers(undefined, info())).toEqual([])
  })

  test('are told in a sentence', () => {
    expect(waitingWords([cem])).toBe('Cem wants to come in')
    expect(waitingWords([cem, dilara])).toBe('Cem and Dilara want to come in')
  })
})

test.each([
  [2, 'The password is wrong. 2 more tries.'],
  [1, 'The password is wrong. One more try.'],
  [0, 'The password is wrong.'],
])('%i tries left', (left, words) => {
  expect(wrongWords(left)).toBe(words)
})

test('a QR code has its quiet zone, and a path of the same text is the same', () => {
  const { size, path } = qrPath('tincan://join?a=1.2.3.4:1')
  expect(size).toBeGreaterThanOrEqual(21 + 8)
  // The upper left finder begins after four modules of quiet.
  expect(path.startsWith('M4 4h7v1h-7z')).toBe(true)
  expect(qrPath('tincan://join?a=1.2.3.4:1').path).toBe(path)
  expect(qrPath('x'.repeat(512)).size).toBeLessThanOrEqual(97)
})
