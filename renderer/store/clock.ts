/** The window's clocks; nothing else in it reads the system's. Which is for what: shared/domain/time.ts. */
import { momentAt, type UnixMs } from '../../shared/domain/time.ts'

export const windowClock = {
  /** The time of day, for showing. */
  wall: () => Date.now() as UnixMs,
  /** Now, for durations. */
  monotonic: () => momentAt(performance.now()),
}
