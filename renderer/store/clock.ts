/** The window's clocks; nothing else in it reads the system's. Which is for what: shared/domain/time.ts. */
import { momentAt, unixMs } from '../../shared/domain/time.ts'

export const windowClock = {
  /** The time of day, for showing. */
  wall: () => unixMs(Date.now()),
  /** Now, for durations. */
  monotonic: () => momentAt(performance.now()),
}
