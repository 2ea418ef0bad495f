/**
 * The message that a jump led to, for as long as it is marked. It gets the focus once, when it
 * stands in its place: before that, rows come and go while the list is measured.
 */
import { type RefObject, useEffect, useState } from 'react'
import type { RoomView } from '../../store/view.ts'

/** Long enough to be found by the eye. */
const MARKED_MS = 2_500

/** Frames within which a row in its place is drawn. */
const DRAWING_FRAMES = 30

type Spot = RoomView['spot']

export function useSpot(
  spot: Spot,
  scroller: RefObject<HTMLElement | null>,
  placed: boolean,
): Spot {
  const [over, setOver] = useState<Spot>(null)
  useEffect(() => {
    if (spot === null) return
    const timer = setTimeout(() => setOver(spot), MARKED_MS)
    return () => clearTimeout(timer)
  }, [spot])
  useEffect(() => {
    if (spot === null || !placed) return
    let frames = DRAWING_FRAMES
    let request = requestAnimationFrame(function next() {
      const row = scroller.current?.querySelector<HTMLElement>('[data-spot=true]')
      frames -= 1
      if (row instanceof HTMLElement) row.focus({ preventScroll: true })
      else if (frames > 0) request = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(request)
  }, [spot, placed, scroller])
  return over === spot ? null : spot
}
