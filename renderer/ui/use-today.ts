/** The present day, here: after midnight, a journey or a set clock it is another one. */
import { useEffect, useState } from 'react'
import { windowClock } from '../store/clock.ts'
import { dayOf } from '../store/time.ts'

/**
 * How often the calendar is looked at. No timer is set for midnight: how long it is until then
 * changes when somebody sets the clock, travels, or lets the computer sleep.
 */
const LOOK_MS = 1_000

/**
 * Tells the day (its local midnight, in milliseconds since 1970 UTC, so that it is another one in
 * another time zone) again and again, and when the window is looked at; returns what ends it.
 * @param page what says that it is looked at: the window and its document
 */
export function followToday(
  tell: (today: number) => void,
  page: readonly EventTarget[],
): () => void {
  const look = () => tell(dayOf(windowClock.wall()))
  const timer = setInterval(look, LOOK_MS)
  const over = new AbortController()
  for (const target of page) {
    for (const event of ['focus', 'visibilitychange']) {
      target.addEventListener(event, look, { signal: over.signal })
    }
  }
  return () => {
    clearInterval(timer)
    over.abort()
  }
}

export function useToday(): number {
  const [today, setToday] = useState(() => dayOf(windowClock.wall()))
  useEffect(() => followToday(setToday, [window, document]), [])
  return today
}
