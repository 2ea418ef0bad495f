/** The present day, which changes at midnight: "Today" then becomes "Yesterday". */
import { useEffect, useState } from 'react'
import { dayOf, nextDay } from '../store/time.ts'

export function useToday(): number {
  const [today, setToday] = useState(() => dayOf(Date.now()))
  useEffect(() => {
    const timer = setTimeout(
      () => setToday(dayOf(Date.now())),
      // A little late rather than early: timers may fire a moment before their time.
      nextDay(today) - Date.now() + 1_000,
    )
    return () => clearTimeout(timer)
  }, [today])
  return today
}
