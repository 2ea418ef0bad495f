/**
 * Which times are times. What a host says, or what stands on a damaged disk, can be anything; what
 * cannot be shown is taken for unknown. Pure.
 */
import { SHOWN_TIME_MOST, TIME_MOST } from './limits.ts'
import { type UnixMs, unixMs } from './time.ts'

/** Stands where a time is not known, on the wire as well. */
export const UNKNOWN_TIME = unixMs(0)

/** Whether a value can stand on the wire as a time: a whole number that a Date holds. */
export function isTime(value: unknown): value is UnixMs {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= TIME_MOST
}

/** Whether a time tells a person something: a known one, of a year with four digits. */
export function isShowable(time: number): boolean {
  return time > UNKNOWN_TIME && time <= SHOWN_TIME_MOST
}

/** A time as machines read it (ISO 8601, UTC); null for one that cannot be shown. */
export function isoTime(time: number): string | null {
  return isShowable(time) ? new Date(time).toISOString() : null
}
