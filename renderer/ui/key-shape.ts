/**
 * The picture of a key: 32 bytes -> a symmetric figure in two colours on tinted ground. Always
 * the same for the same key, in every version: people remember it. Pure.
 */
export interface KeyShape {
  /** Degrees on the colour circle: of the ground and the figure, and of the dots. */
  readonly hue: number
  readonly dotHue: number
  /** The figure: cells grown together, their free corners rounded. */
  readonly figure: string
  readonly dots: readonly { readonly x: number; readonly y: number }[]
}

/** Cells a side; the drawing has CELL units a cell and EDGE units of ground around it. */
const SIDE = 5
const HALF = Math.ceil(SIDE / 2)
const CELL = 4
const EDGE = 4
export const KEY_UNITS = SIDE * CELL + 2 * EDGE

/** So many colours a person tells apart beside one another. */
const HUES = 12
/** A figure with fewer or more cells of its half is a speck or a blot. */
const FEWEST = 6
const MOST = 10
const ROUND = 1.6

export function keyShape(bytes: Uint8Array): KeyShape {
  const byte = (at: number) => bytes[at % bytes.length] ?? 0
  const hueAt = byte(0) % HUES
  const dotAt = (hueAt + 3 + (byte(1) % (HUES - 5))) % HUES
  const cells = cellsOf(byte)
  const filled = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < SIDE && y < SIDE && cells[y * HALF + Math.min(x, SIDE - 1 - x)] === true
  let figure = ''
  const dots: { x: number; y: number }[] = []
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const half = Math.min(x, SIDE - 1 - x)
      if (filled(x, y)) figure += cellPath(x, y, filled)
      // Every third empty cell or so, by bytes that the figure does not use.
      else if (byte(16 + y * HALF + half) % 3 === 0) dots.push(middle(x, y))
    }
  }
  return { hue: hueAt * (360 / HUES) + 15, dotHue: dotAt * (360 / HUES) + 15, figure, dots }
}

/** The first window of bytes whose bits make a figure that is neither bare nor full. */
function cellsOf(byte: (at: number) => number): readonly boolean[] {
  const count = HALF * SIDE
  for (let from = 2; ; from += 1) {
    const bits = (byte(from) << 8) | byte(from + 1)
    const cells = Array.from({ length: count }, (_, at) => ((bits >> at) & 1) === 1)
    const filled = cells.filter(Boolean).length
    // All windows bare or full: only keys that nobody has; they get what they have.
    if ((filled >= FEWEST && filled <= MOST) || from >= 31) return cells
  }
}

function middle(x: number, y: number) {
  return { x: EDGE + (x + 0.5) * CELL, y: EDGE + (y + 0.5) * CELL }
}

/** One cell; a corner is round where neither of its neighbours is filled. */
function cellPath(x: number, y: number, filled: (x: number, y: number) => boolean): string {
  const left = EDGE + x * CELL
  const top = EDGE + y * CELL
  const r = (dx: number, dy: number) => (filled(x + dx, y) || filled(x, y + dy) ? 0 : ROUND)
  const [nw, ne, se, sw] = [r(-1, -1), r(1, -1), r(1, 1), r(-1, 1)]
  const corner = (radius: number, dx: number, dy: number) =>
    radius === 0 ? '' : `a${radius} ${radius} 0 0 1 ${dx * radius} ${dy * radius}`
  return [
    `M${left + nw} ${top}h${CELL - nw - ne}${corner(ne, 1, 1)}`,
    `v${CELL - ne - se}${corner(se, -1, 1)}`,
    `h${-(CELL - se - sw)}${corner(sw, -1, -1)}`,
    `v${-(CELL - sw - nw)}${corner(nw, 1, -1)}z`,
  ].join('')
}
