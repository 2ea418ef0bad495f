/**
 * When a lost connection is made again, pure: full jitter ("Exponential Backoff And Jitter",
 * M. Brooker, AWS Architecture Blog, 2015), so that a thousand members do not all come back in
 * the same moment. Never after a judgement of who we are; a place that is not free is none.
 */
import type { ErrorCode } from '../../../../shared/domain/errors.ts'
import {
  RECONNECT_FIRST_MS,
  RECONNECT_MOST_MS,
  RECONNECT_STEADY_MS,
} from '../../../../shared/domain/limits.ts'

/** How a connection can be lost, or not be had, that another try may mend. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'address_full',
  'connection_lost',
  'connection_refused',
  'dial_failed',
  'host_away',
  'name_not_found',
  'no_answer',
  'not_tincan',
  'room_busy',
  'room_full',
  'storage_full',
  'too_slow',
  'unreachable',
])

/** Whether another try may mend it. What is not listed as passing never may. */
export const mayReconnect = (code: ErrorCode): boolean => PASSING.has(code)

/**
 * Milliseconds until the next try.
 * @param tries tries that failed since the connection was last steady, 0 at first
 * @param random from 0 to 1
 */
export function backoffDelay(tries: number, random: number): number {
  const most = Math.min(RECONNECT_MOST_MS, RECONNECT_FIRST_MS * 2 ** Math.min(tries, 16))
  return Math.round(most * random)
}

/** Whether a connection that was up for so long (milliseconds) begins the count anew. */
export const wasSteady = (up: number): boolean => up >= RECONNECT_STEADY_MS
