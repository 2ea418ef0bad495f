/** What belongs to no room is told once of each kind, until a person dismisses it. */
import { expect, test } from 'vitest'
import { Notices } from '../../../../electron/core/rooms/notices.ts'
import type { PushHub } from '../../../../electron/core/rooms/push-hub.ts'
import type { Change } from '../../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'

function setup() {
  const changes: Change[] = []
  const hub = { add: (change: Change) => changes.push(change) } as unknown as PushHub
  return { notices: new Notices(hub), changes }
}

const [one, other] = [errorValue('storage_full'), errorValue('internal', { cause: 'first' })]
const newer = errorValue('internal', { cause: 'second' })

test('all notices are told whenever one comes', () => {
  const { notices, changes } = setup()
  notices.add(one)
  notices.add(other)
  expect(changes).toEqual([
    { type: 'notices', notices: [one] },
    { type: 'notices', notices: [one, other] },
  ])
  expect(notices.all).toEqual([one, other])
})

test('of one kind there is one notice, the newest, where the first was', () => {
  const { notices } = setup()
  for (const notice of [other, one, newer]) notices.add(notice)
  expect(notices.all).toEqual([newer, one])
})

test('a notice that is dismissed is gone from windows, and the others stay', () => {
  const { notices, changes } = setup()
  notices.add(one)
  notices.add(other)
  notices.dismiss(one.code)
  expect(changes.at(-1)).toEqual({ type: 'notices', notices: [other] })
})

test('where there is nothing to tell, nothing is told', () => {
  const { notices, changes } = setup()
  notices.add(null)
  expect([notices.all, changes]).toEqual([[], []])
})

test('what was told is not changed by what comes later', () => {
  const { notices, changes } = setup()
  notices.add(one)
  notices.add(other)
  expect(changes[0]).toEqual({ type: 'notices', notices: [one] })
})
