import { expect, test } from 'vitest'
import { readKept, SessionLog } from '../../../../electron/core/member/log-port.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { ANN, eventOf, keyOf, memoryStore } from '../../../support/store-kit.ts'

const notice = { kind: 'notice', time: unixMs(1), notice: { type: 'joined', name: 'Cem' } } as const

test('a log that is empty so far goes on where it begins, also after a restart', async () => {
  const store = await memoryStore()
  const info = await store.openLog(keyOf('lab'), {}, 5)
  const log = new SessionLog(store, ANN, await readKept(store, info))
  expect(log.tail.last).toBe(5)
  expect(Math.floor(log.tail.notice(notice).at)).toBe(5)
  await store.close()
})

test.each([
  ['the room’s own log has everything before it is heard', true, 2],
  ['a member’s log has it when the disk has', false, 0],
])('%s', async (_, hosting, atOnce) => {
  const store = await memoryStore()
  const info = await store.openLog(keyOf('lab'), {}, 0)
  const log = new SessionLog(store, ANN, await readKept(store, info), hosting)
  const kept = log.keep([eventOf(1), eventOf(2)])
  expect(log.info?.last).toBe(atOnce)
  expect(await kept).toBeNull()
  expect(log.info).toMatchObject({ first: 1, last: 2 })
  await store.close()
})
