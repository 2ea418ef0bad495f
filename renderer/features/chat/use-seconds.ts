/** Time as it passes while something is shown: one timer, only while it is needed. */
import { useEffect, useState } from 'react'
import { elapsed, type MonotonicMs } from '../../../shared/domain/time.ts'
import { windowClock } from '../../store/clock.ts'

const SECOND = 1_000

/** Whole seconds until a moment, counting down; null when there is none. */
export function useSecondsTo(moment: MonotonicMs | null): number | null {
  const [now, setNow] = useState(windowClock.monotonic)
  useEffect(() => {
    if (moment === null) return
    setNow(windowClock.monotonic())
    const timer = setInterval(() => setNow(windowClock.monotonic()), SECOND)
    return () => clearInterval(timer)
  }, [moment])
  return moment === null ? null : Math.ceil(Math.max(0, elapsed(now, moment)) / SECOND)
}

/** False at first, true from so many milliseconds on. */
export function useAfter(ms: number): boolean {
  const [after, setAfter] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setAfter(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return after
}
