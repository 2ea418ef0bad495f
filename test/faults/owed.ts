/**
 * What has to be true of the words that a process was about when it was killed at a named point.
 * Pure, and tested for what it must catch (test/unit/faults/owed.test.ts).
 */
import { assertNever } from '../../shared/domain/assert-never.ts'
import type { Point, Words } from './kill-points.ts'
import type { Account } from './verdict.ts'

/** A kill at a named point. */
export interface Killed {
  readonly at: Point
  readonly words: readonly Words[]
}

/** Everything that is wrong, in words. */
export function owed(kills: readonly Killed[], account: Account): string[] {
  return kills.flatMap(({ at, words }) => words.flatMap((one) => wrongWith(at, one, account)))
}

function wrongWith(at: Point, { cid, seq }: Words, { log }: Account): string[] {
  const found = log.find((message) => message.cid === cid)
  const where = found === undefined ? 'is not in the log' : `is number ${found.seq} there`
  const unless = (good: boolean, fault: string) => (good ? [] : [`killed when ${at}: ${fault}`])
  switch (at) {
    case 'starting':
    case 'opened':
    case 'entered':
    case 'greeted':
    case 'admitted':
      return []
    case 'said':
      return unless(found === undefined, `${cid} was on no disk, and is in the log`)
    case 'queued':
    case 'sent':
    case 'heard':
      // That a process told of it is not owed: the next one may be killed as well.
      return unless(found !== undefined, `${cid} did not come out of the outbox`)
    case 'asked':
      return unless(found !== undefined, `${cid} had left its author, and is not in the log`)
    case 'kept':
    case 'committed':
    case 'told':
      return unless(found?.seq === seq, `${cid} was on a disk as ${seq}, and ${where}`)
    default:
      return assertNever(at)
  }
}

/** How often each point was reached, in words; the points in the order in which they are given. */
export function countsOf(points: readonly Point[], kills: readonly Killed[]): string {
  return [...new Set(points)]
    .map((point) => `${point} ${kills.filter(({ at }) => at === point).length}`)
    .join(', ')
}
