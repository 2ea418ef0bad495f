/**
 * Keeps a scrolled box at its end while a person reads there, whatever grows or shrinks: rows,
 * the composer, the window. Only a person's scrolling up lets go; coming back to the end takes
 * hold again. Virtuoso's own following loses the end when rows come faster than it measures
 * them, and it corrects the position itself while it measures; so a movement upwards counts as
 * a person's when a hand was just there, or when no size has changed for a moment. Anywhere else
 * what is read stays in its place when a row above it changes its size.
 */
import { elapsed, type MonotonicMs } from '../../../shared/domain/time.ts'
import { windowClock } from '../../store/clock.ts'

/** Within this many pixels of the end one counts as being there. Less than one line. */
const END_PX = 8

/** How long a turn of the wheel or a key explains a movement. */
const HAND_MS = 500

/** Virtuoso's corrections follow a change of sizes within a few frames, which are long when the machine is busy. */
const QUIET_MS = 2_000

const KEYS_UP: readonly string[] = ['ArrowUp', 'PageUp', 'Home']

export interface Stick {
  readonly toEnd: () => void
  /** A row is about to change its size: what is read stays where it is. */
  readonly steady: () => void
  readonly close: () => void
}

interface StickOptions {
  /** Whether it begins at its end. */
  readonly atEnd: boolean
  readonly onChange: (atEnd: boolean) => void
}

export function stickToEnd(scroller: HTMLElement, { atEnd, onChange }: StickOptions): Stick {
  const ending = new AbortController()
  let stuck = atEnd
  let top = scroller.scrollTop
  let handAt: MonotonicMs | undefined
  /** The scroll bar is held, however long. */
  let held = false
  let sizedAt = windowClock.monotonic()

  const set = (next: boolean) => {
    if (stuck === next) return
    stuck = next
    onChange(next)
  }
  const pin = () => {
    if (stuck) scroller.scrollTop = scroller.scrollHeight
  }
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const up = scrollTop < top - 1
    top = scrollTop
    const now = windowClock.monotonic()
    const handled = handAt !== undefined && elapsed(handAt, now) < HAND_MS
    const byHand = held || handled || elapsed(sizedAt, now) > QUIET_MS
    if (scrollHeight - scrollTop - clientHeight <= END_PX) set(true)
    else if (up && byHand) set(false)
    else pin()
  }
  const hand = () => {
    handAt = windowClock.monotonic()
  }

  /** A row in sight, and where it stood before one above it grew. */
  let anchor: { readonly row: Element; readonly top: number } | undefined
  const topOf = (element: Element) => element.getBoundingClientRect().top
  const restore = () => {
    if (anchor === undefined) return
    const moved = anchor.row.isConnected ? topOf(anchor.row) - anchor.top : 0
    anchor = undefined
    if (!stuck && moved !== 0) scroller.scrollTop += moved
  }

  const sizes = new ResizeObserver(() => {
    sizedAt = windowClock.monotonic()
    restore()
    pin()
  })
  sizes.observe(scroller)
  // Header, rows and footer. Rows out of sight are padding, so it is the border box that counts.
  for (const part of scroller.firstElementChild?.children ?? []) {
    sizes.observe(part, { box: 'border-box' })
  }
  const options = { passive: true, signal: ending.signal }
  scroller.addEventListener('scroll', scrolled, options)
  scroller.addEventListener('touchmove', hand, options)
  scroller.addEventListener('wheel', ({ deltaY }) => deltaY < 0 && hand(), options)
  scroller.addEventListener('keydown', ({ key }) => KEYS_UP.includes(key) && hand(), options)
  // The scroll bar belongs to the scroller itself; a press on a row has that row as its target.
  const grip = (event: PointerEvent) => {
    held = event.type === 'pointerdown' && event.target === scroller
    if (held) hand()
  }
  scroller.addEventListener('pointerdown', grip, options)
  for (const end of ['pointerup', 'pointercancel'] as const)
    window.addEventListener(end, grip, options)
  onChange(stuck)
  return {
    toEnd() {
      set(true)
      pin()
    },
    steady() {
      const edge = topOf(scroller)
      const row = [...scroller.querySelectorAll('article')].find((one) => topOf(one) >= edge)
      anchor = row === undefined ? undefined : { row, top: topOf(row) }
    },
    close() {
      sizes.disconnect()
      ending.abort()
    },
  }
}
