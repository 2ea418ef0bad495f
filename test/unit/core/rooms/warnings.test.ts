/** What belongs to no room is told once of each kind, until a person dismisses it. */
import { expect, test } from 'vitest'
import type { PushHub } from '../../../../electron/core/rooms/push-hub.ts'
import { Warnings } from '../../../../electron/core/rooms/warnings.ts'
import type { Change } from '../../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'

function setup() {
  const changes: Change[] = []
  const hub = { add: (change: Change) => changes.push(change) } as unknown as PushHub
  return { warnings: new Warnings(hub), changes }
}

const [one, other] = [errorValue('storage_full'), errorValue('internal', { cause: 'first' })]
const newer = errorValue('internal', { cause: 'second' })

test('all warnings are told whenever one comes', () => {
  const { warnings, changes } = setup()
  warnings.add(one)
  warnings.add(other)
  expect(changes).toEqual([
    { type: 'warnings', warnings: [one] },
    { type: 'warnings', warnings: [one, other] },
  ])
  expect(warnings.all).toEqual([one, other])
})

test('of one kind there is one warning, the newest, where the first was', () => {
  const { warnings } = setup()
  for (const warning of [other, one, newer]) warnings.add(warning)
  expect(warnings.all).toEqual([newer, one])
})

test('a warning that is dismissed is gone from windows, and the others stay', () => {
  const { warnings, changes } = setup()
  warnings.add(one)
  warnings.add(other)
  warnings.dismiss(one.code)
  expect(changes.at(-1)).toEqual({ type: 'warnings', warnings: [other] })
})

test('where there is nothing to tell, nothing is told', () => {
  const { warnings, changes } = setup()
  warnings.add(null)
  expect([warnings.all, changes]).toEqual([[], []])
})

test('what was told is not changed by what comes later', () => {
  const { warnings, changes } = setup()
  warnings.add(one)
  warnings.add(other)
  expect(changes[0]).toEqual({ type: 'warnings', warnings: [one] })
})
