/** Time as it passes while something is shown: one timer, only while it is needed. */
import { useEffect, useState } from 'react'

const SECOND = 1_000

/** Whole seconds until `time` (milliseconds since 1970 UTC), counting down; null when there is none. */
export function useSecondsTo(time: number | null): number | null {
  const [now, setNow] = useState(Date.now)
  const left = time === null ? 0 : Math.max(0, time - now)
  useEffect(() => {
    if (time === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), SECOND)
    return () => clearInterval(timer)
  }, [time])
  return time === null ? null : Math.ceil(left / SECOND)
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
