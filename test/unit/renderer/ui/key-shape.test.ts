import { describe, expect, test } from 'vitest'
import { KEY_UNITS, keyShape } from '../../../../renderer/ui/key-shape.ts'

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

  test('is another one for nearly every other key', () => {
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
