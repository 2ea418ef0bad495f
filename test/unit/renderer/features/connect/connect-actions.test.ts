/** A join that was refused, and the form it is typed into. */
import { expect, test } from 'vitest'
import { errorValue } from '../../../../../shared/domain/errors.ts'
import { snapshot } from '../../fixtures.ts'
import { openWindow } from '../../window.ts'

const refused = async () => {
  const window = await openWindow(snapshot(7, []), {
    join: async () => ({ ok: false, error: errorValue('pin_mismatch') }),
  })
  window.actions.openJoin('192.168.1.5:62260')
  window.actions.keepJoinForm('192.168.1.5:62260', 'Ann')
  await window.actions.join('192.168.1.5:62260', 'Ann')
  return window
}

test('what is wrong stays with the form, and goes with it', async () => {
  const { actions, store } = await refused()
  expect(store.getState().joinError?.code).toBe('pin_mismatch')
  actions.closeDialog()
  expect(store.getState()).toMatchObject({ dialog: null, joinError: null })
})

test('the form is there again, as it was typed, after a look at the known hosts', async () => {
  const { actions, store } = await refused()
  actions.openHosts('x')
  expect(store.getState().joinError).toBe(null)
  actions.closeDialog()
  expect(store.getState().dialog).toEqual({
    kind: 'join',
    address: '192.168.1.5:62260',
    name: 'Ann',
  })
})
