/**
 * Days and clock times as the window writes them. Pure; `now` is always handed in. Every number is
 * taken: what is no time that can be shown (shared/domain/moments.ts) has quiet words of its own.
 */
import { isShowable } from '../../shared/domain/moments.ts'

/**
 * A formatter keeps the time zone that it was made in; a computer travels. So these write UTC, and
 * what they are given is moved by the offset of the zone it is in now ({@link local}).
 */
const written = (locale: string | undefined, options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  return (time: number) => formatter.format(local(time))
}

const clock = written(undefined, { hour: '2-digit', minute: '2-digit' })
const dayNear = written('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const dayFar = written('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const dayLong = written('en-GB', { dateStyle: 'long' })
const dateNear = written('en-GB', { day: 'numeric', month: 'short' })
const dateFar = written('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const full = written('en-GB', { dateStyle: 'full' })

const MINUTE = 60_000

/** The moment at which a clock in UTC shows what one here shows at `time`. */
function local(time: number): number {
  return time - new Date(time).getTimezoneOffset() * MINUTE
}

/** Where only a clock time or a short date fits. */
const NO_CLOCK = '–'

/** Local midnight before `time`: the same number for every moment of one day; 0 for no day. */
export function dayOf(time: number): number {
  if (!isShowable(time)) return 0
  const date = new Date(time)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

export function sameDay(one: number, other: number): boolean {
  return dayOf(one) === dayOf(other)
}

/** A day line's words. */
export function dayWords(time: number, now: number): string {
  if (!isShowable(time)) return 'Day unknown'
  if (sameDay(time, now)) return 'Today'
  const date = new Date(now)
  const yesterday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1)
  if (sameDay(time, yesterday.getTime())) return 'Yesterday'
  return date.getFullYear() === new Date(time).getFullYear() ? dayNear(time) : dayFar(time)
}

/** 14:05, or 2:05 PM where the system writes it so. */
export function clockWords(time: number): string {
  return isShowable(time) ? clock(time) : NO_CLOCK
}

/** 14:05 today, else 3 Mar, or 3 Mar 2025 of another year. */
export function shortMomentWords(time: number, now: number): string {
  if (!isShowable(time)) return NO_CLOCK
  if (sameDay(time, now)) return clock(time)
  const near = new Date(time).getFullYear() === new Date(now).getFullYear()
  return (near ? dateNear : dateFar)(time)
}

/** 3 March 2026. */
export function dateWords(time: number): string {
  return isShowable(time) ? dayLong(time) : 'a day unknown'
}

/** Day and time, for a title and for ears. */
export function momentWords(time: number): string {
  return isShowable(time) ? `${full(time)}, ${clock(time)}` : 'Time unknown'
}
