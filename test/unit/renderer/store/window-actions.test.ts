/** Which room is in front, and which is next. */
import { describe, expect, test } from 'vitest'
import { info, messages, room, snapshot, stretchOf } from '../fixtures.ts'
import { openWindow } from '../window.ts'

describe('rooms at the start', () => {
  const past = (id: string) => ({
    ...info(id, { connection: { phase: 'ended', how: 'left', error: null } }),
    members: [],
    stretch: stretchOf(messages(1, 3)),
    pending: [],
    draft: '',
    unread: { count: 0, from: null },
  })

  test('an open room is in front; among past ones only, the list is', async () => {
    const one = await openWindow(snapshot(7, [room('a'), past('b')]))
    expect(one.store.getState()).toMatchObject({ pane: 'chat', view: { active: 'a' } })
    const two = await openWindow(snapshot(7, [past('a'), past('b')]))
    expect(two.store.getState().pane).toBe('rooms')
  })

  test('the next room is the next in the list, where past ones come last', async () => {
    const { actions, store } = await openWindow(snapshot(7, [past('a'), room('b'), room('c')]))
    const seen = [0, 1, 2].map(() => {
      actions.openNext(1)
      return store.getState().view.active
    })
    expect(seen).toEqual(['a', 'b', 'c'])
  })
})
