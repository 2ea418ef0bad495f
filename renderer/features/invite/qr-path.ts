/** A QR code as one SVG path, a unit square a module, its quiet zone included. Pure. */
import { encode } from 'uqr'

/** What the standard asks for around a code, in modules. */
const QUIET = 4

export interface QrPath {
  readonly size: number
  readonly path: string
}

export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'L', boostEcc: true, border: 0 })
  let path = ''
  data.forEach((row, y) => {
    let x = 0
    while (x < size) {
      const from = x
      while (row[x] === true) x += 1
      if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`
      else x += 1
    }
  })
  return { size: size + 2 * QUIET, path }
}
