import { expect, test } from 'vitest'
import { clashing } from '../../../../../renderer/features/chat/clashing.ts'
import { keyOf } from '../../fixtures.ts'

test('members whose name is taken are found, once a list', () => {
  const members = [
    { id: keyOf('b'), name: 'Bob', host: false, clash: false, cut: false },
    { id: keyOf('c'), name: 'Bob-2', host: false, clash: true, cut: false },
  ]
  expect([...clashing(members)]).toEqual([keyOf('c')])
  expect(clashing(members)).toBe(clashing(members))
})
