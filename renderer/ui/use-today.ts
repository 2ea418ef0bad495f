/** The present day, which changes at midnight: "Today" then becomes "Yesterday". */
import { useEffect, useState } from 'react'
import { windowClock } from '../store/clock.ts'
import { dayOf } from '../store/time.ts'

/**
 * How often the calendar is looked at. No timer is set for midnight: how long it is until then
 * changes when somebody sets the clock.
 */
const LOOK_MS = 30_000

/** Tells the day that it is, again and again; returns what ends it. */
export function followToday(tell: (today: number) => void): () => void {
  const timer = setInterval(() => tell(dayOf(windowClock.wall())), LOOK_MS)
  return () => clearInterval(timer)
}

export function useToday(): number {
  const [today, setToday] = useState(() => dayOf(windowClock.wall()))
  useEffect(() => followToday(setToday), [])
  return today
}
