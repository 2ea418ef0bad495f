/**
 * How work grows with its size, whatever the machine has else to do: the processor's time of this
 * thread, the least of some tries, and only ever one against another.
 */

const TRIES = 5
/** A try lasts for so long, so that the clock's steps do not count. Microseconds. */
const LONG_ENOUGH = 5_000

function effortOf(act: () => unknown): number {
  const tries = Array.from({ length: TRIES }, () => {
    const begun = process.threadCpuUsage()
    for (let times = 1; ; times += 1) {
      act()
      const { user } = process.threadCpuUsage(begun)
      if (user >= LONG_ENOUGH) return user / times
    }
  })
  return Math.min(...tries)
}

/** How many times as much work it is to do `act` on a size `factor` times as large. */
export function growthOfWork(act: (size: number) => unknown, size: number, factor: number): number {
  act(size)
  return effortOf(() => act(size * factor)) / effortOf(() => act(size))
}
