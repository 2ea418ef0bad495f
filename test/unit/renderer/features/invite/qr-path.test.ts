import { expect, test } from 'vitest'
import { qrPath } from '../../../../../renderer/features/invite/qr-path.ts'

test('a QR code has its quiet zone, and a path of the same text is the same', () => {
  const { size, path } = qrPath('tincan://join?a=1.2.3.4:1')
  expect(size).toBeGreaterThanOrEqual(21 + 8)
  // The upper left finder begins after four modules of quiet.
  expect(path.startsWith('M4 4h7v1h-7z')).toBe(true)
  expect(qrPath('tincan://join?a=1.2.3.4:1').path).toBe(path)
  expect(qrPath('x'.repeat(512)).size).toBeLessThanOrEqual(97)
})
