/**
 * When the conversation has found the place to begin at. Virtuoso scrolls there some frames after
 * it is there, and hides its rows for a fifth of a second more. Here they show with that first
 * scroll, or after a few frames when there is nothing to scroll: changing rooms feels immediate,
 * and nothing is seen to jump.
 */
import { useCallback, useEffect, useState } from 'react'

/** More frames than Virtuoso takes to measure its rows and to scroll to the first place. */
const PLACING_FRAMES = 10

export function usePlaced(): [boolean, () => void] {
  const [placed, setPlaced] = useState(false)
  const place = useCallback(() => setPlaced(true), [])
  useEffect(() => {
    let frames = PLACING_FRAMES
    let request = requestAnimationFrame(function next() {
      frames -= 1
      if (frames === 0) place()
      else request = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(request)
  }, [place])
  return [placed, place]
}
