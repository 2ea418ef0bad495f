/**
 * Limits of Tincan that a busy machine breaks by itself, although the other side is there and
 * well: they are longer where a test has real sockets and real time. Only these, and only in the
 * text that is loaded; tests of the limits themselves turn the hands of a clock. Pure.
 */

/** By their names in shared/domain/limits.ts, which the bundle of the built app keeps. */
const LIMITS = ['DIAL_MS', 'HANDSHAKE_MS', 'DRAIN_MS', 'RESERVE_MS'] as const

const FACTOR = 20

const DEFINED = new RegExp(String.raw`\b(${LIMITS.join('|')}) = (?=\d)`, 'g')

/** A source with longer limits, where any are defined in it. */
export function patient(source: string): string {
  return source.replace(DEFINED, `$1 = ${FACTOR} * `)
}
