/** Ties the scrolled box to its end (stick-to-end.ts), and says since when it is not there. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { type Stick, stickToEnd } from './stick-to-end.ts'

interface StickInput {
  /** `at` of the newest entry. */
  readonly latest: number
  /** Whether it begins at its end. */
  readonly atEnd: boolean
  /** Its end is not the conversation's: there is nothing to hold on to. */
  readonly detached: boolean
  readonly rows: readonly unknown[]
}

interface StickOutput {
  readonly toEnd: () => void
  /** `at` of the newest entry when the end was last in sight. */
  readonly seenEnd: number
}

export function useStick(
  scroller: RefObject<HTMLElement | null>,
  { latest, atEnd, detached, rows }: StickInput,
): StickOutput {
  const { follow } = useActions()
  const said = useTincan((state) => state.said)
  const stick = useRef<Stick | null>(null)
  const [seenEnd, setSeenEnd] = useState(latest)
  const end = useRef(latest)
  const begin = useRef(atEnd)
  useEffect(() => {
    end.current = latest
  }, [latest])

  useEffect(() => {
    if (scroller.current === null) return
    if (detached) {
      follow(false)
      begin.current = false
      return
    }
    stick.current = stickToEnd(scroller.current, {
      atEnd: begin.current,
      onChange: (now) => {
        setSeenEnd(end.current)
        follow(now)
      },
    })
    return () => stick.current?.close()
  }, [scroller, detached, follow])

  const rowsBefore = useRef(rows)
  // Virtuoso draws the rows anew after this, so they still stand where they stood.
  useLayoutEffect(() => {
    if (rows.length === rowsBefore.current.length) stick.current?.steady()
    rowsBefore.current = rows
  }, [rows])

  const toEnd = useCallback(() => stick.current?.toEnd(), [])
  const saidBefore = useRef(said)
  useEffect(() => {
    if (said === saidBefore.current) return
    saidBefore.current = said
    toEnd()
  }, [said, toEnd])
  return { toEnd, seenEnd }
}
