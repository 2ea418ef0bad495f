import { expect, test } from 'vitest'
import type { SessionNews } from '../../../../electron/core/member/ports.ts'
import { RowFolds } from '../../../../electron/core/member/row-folds.ts'
import type { RowFold } from '../../../../shared/events/conversation.ts'

/** A log that has what was kept, and says how often it was read. */
function someFolds() {
  const read: number[] = []
  const told: SessionNews[] = []
  let folded = 0
  const log = {
    fold: async (seq: number): Promise<RowFold | null> => {
      read.push(seq)
      return seq === 0 ? null : { seq, withdrawn: false, shown: {}, folded }
    },
  }
  const folds = new RowFolds(log, (news) => told.push(news))
  return { folds, read, told, keep: (seq: number) => (folded = seq) }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a row is read when the log has what was said on it, however often that was', async () => {
  const { folds, read, told, keep } = someFolds()
  const kept = Promise.withResolvers<void>()
  for (let n = 0; n < 1_000; n += 1) folds.touch(7, kept.promise)
  await settled()
  expect(read).toEqual([])
  keep(1_007)
  kept.resolve()
  await settled()
  expect(read).toEqual([7])
  expect(told).toEqual([
    { type: 'shown', row: { seq: 7, withdrawn: false, shown: {}, folded: 1_007 } },
  ])
})

test('what is said on a row while it is read has it read again, not before it is kept', async () => {
  const { folds, read, told, keep } = someFolds()
  folds.touch(7, Promise.resolve())
  folds.touch(0, Promise.resolve())
  const kept = Promise.withResolvers<void>()
  await Promise.resolve()
  folds.touch(7, kept.promise)
  await settled()
  keep(9)
  kept.resolve()
  await settled()
  expect(read.filter((seq) => seq === 7).length).toBeGreaterThanOrEqual(1)
  expect(told.at(-1)).toEqual({
    type: 'shown',
    row: { seq: 7, withdrawn: false, shown: {}, folded: 9 },
  })
  // Of one that cannot be read nothing is told.
  expect(told.every((news) => news.type === 'shown' && news.row.seq === 7)).toBe(true)
})
