import { expect, test } from 'vitest'
import { readKept, SessionLog } from '../../../../electron/core/member/log-port.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { ANN, keyOf, memoryStore } from '../../../support/store-kit.ts'

const notice = { kind: 'notice', time: unixMs(1), notice: { type: 'joined', name: 'Cem' } } as const

test('a log that is empty so far goes on where it begins, also after a restart', async () => {
  const store = await memoryStore()
  const info = await store.openLog(keyOf('lab'), {}, 5)
  const log = new SessionLog(store, ANN, await readKept(store, info))
  expect(log.tail.last).toBe(5)
  expect(Math.floor(log.tail.notice(notice).at)).toBe(5)
  await store.close()
})
