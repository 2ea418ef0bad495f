/** Whether something grows: the slope of a row of measurements, and counts that never go back. Pure. */

export interface Point {
  readonly seconds: number
  readonly value: number
}

/** Growth a minute, by least squares; 0 for fewer than two points. */
export function slopeOf(points: readonly Point[]): number {
  const count = points.length
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / count
  const [time, value] = [mean((point) => point.seconds), mean((point) => point.value)]
  let [above, below] = [0, 0]
  for (const point of points) {
    above += (point.seconds - time) * (point.value - value)
    below += (point.seconds - time) ** 2
  }
  return below === 0 ? 0 : (above / below) * 60
}

/**
 * Growth besides a rise and fall that repeats itself every `cycle` seconds (a buffer that fills
 * and is cut): each point is compared with the one a cycle before it.
 * @returns growth a minute, or null when not even one cycle was seen
 */
export function growthOver(points: readonly Point[], cycle: number): number | null {
  const pairs = points.flatMap((point, at) => {
    const before = points.findLast(({ seconds }, n) => n < at && point.seconds - seconds >= cycle)
    return before === undefined ? [] : [{ before, point }]
  })
  if (pairs.length === 0) return null
  const grown = pairs.map(
    ({ before, point }) => (point.value - before.value) / (point.seconds - before.seconds),
  )
  return (grown.reduce((sum, one) => sum + one, 0) / grown.length) * 60
}

/**
 * Whether a count grows: what goes up and down comes back to where it was, so the least of the
 * last third is compared with the most of the first.
 */
export function grows(counts: readonly number[]): boolean {
  const third = Math.floor(counts.length / 3)
  if (third === 0) return false
  return Math.min(...counts.slice(-third)) > Math.max(...counts.slice(0, third))
}
