/** A search over what is kept, where not all of it belongs to a room that is in the list. */
import { expect, test } from 'vitest'
import { searchRooms } from '../../../../electron/core/rooms/search-rooms.ts'
import { keyOf, memoryStore, stretch } from '../../../support/store-kit.ts'

test('a room that is not in the list yet, or any more, hides no other from a search', async () => {
  const store = await memoryStore()
  const lab = await store.openLog(keyOf('lab'), {}, 0)
  const fresh = await store.openLog(keyOf('fresh'), {}, 0)
  for (const { id } of [lab, fresh]) await store.keep(id, stretch(1, 2))
  const room = { id: `room-${lab.id}`, info: { name: 'Lab' }, log: lab }
  const rooms = {
    get: () => room,
    find: (id: string) => (id === room.id ? room : undefined),
  } as unknown as Parameters<typeof searchRooms>[0]
  const { hits, next } = await searchRooms(rooms, store, 'message', null, null)
  expect(hits.map(({ roomId, message }) => [roomId, message.text])).toEqual([
    [room.id, 'message 2'],
    [room.id, 'message 1'],
  ])
  expect(next).toBeNull()
})

test('while the index fills, an answer is never the last', async () => {
  const store = await memoryStore()
  const lab = await store.openLog(keyOf('lab'), {}, 0)
  await store.keep(lab.id, stretch(1, 2))
  const rooms = { find: () => undefined } as unknown as Parameters<typeof searchRooms>[0]
  const filling = { ...store, search: store.search, partial: async () => true }
  const ask = (text: string, below: number | null) =>
    searchRooms(rooms, filling as typeof store, text, null, below)
  expect(await ask('message', null)).toMatchObject({ next: 1, partial: true })
  expect(await ask('message', 1)).toMatchObject({ next: 1, partial: true })
  expect(await ask('nothing', null)).toMatchObject({ next: null, partial: true })
})
