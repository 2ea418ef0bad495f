/** Where a log could get a hole: a number that was given in a transaction that was then undone. */
import { expect, test } from 'vitest'
import { eventOf, keyOf, memoryStore, said } from '../../../support/store-kit.ts'

test('a number that was given and taken back is given again', async () => {
  const store = await memoryStore()
  const ours = await store.openLog(keyOf('ours'), { hosting: true }, 0)
  const other = await store.openLog(keyOf('other'), {}, 0)
  // In one breath, so in one transaction; the second is refused when half of it is written.
  const first = store.append(ours.id, said(1), 1)
  const twice = [eventOf(1), { ...eventOf(2), cid: eventOf(1).cid }]
  await expect(store.keep(other.id, twice)).rejects.toMatchObject({ code: 'log_differs' })
  expect(await first).toMatchObject({ kind: 'new', event: { seq: 1 } })
  expect(await store.append(ours.id, said(2), 1)).toMatchObject({ kind: 'new', event: { seq: 2 } })
  await store.close()
})
