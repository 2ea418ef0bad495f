/** The host's first promise: what anybody sees of a message, they see after it is on its disk. */
import { expect, test } from 'vitest'
import type { Store } from '../../electron/core/store/store.ts'
import { Loopback } from '../support/loopback.ts'

/** A store whose disk takes nothing until it is told to. */
function slow(store: Store) {
  const asked = Promise.withResolvers<void>()
  const flushed = Promise.withResolvers<void>()
  const append: Store['append'] = async (...args) => {
    asked.resolve()
    await flushed.promise
    return store.append(...args)
  }
  const flush = () => flushed.resolve()
  return { store: { ...store, append }, asked: asked.promise, flush, [Symbol.dispose]: flush }
}

test('nobody hears of a message before it is committed, its author neither', async () => {
  await using net = new Loopback()
  // Whatever is found, the disk goes on at the end: a room closes when it has kept everything.
  using disk = slow(await net.store())
  const host = await net.host('Ann', { store: disk.store })
  const bob = await net.join(host.address, 'Bob')
  bob.session.say('a', 'not yet')
  await disk.asked
  // Somebody comes in and is told everything meanwhile: whatever was sent before is here.
  const cem = await net.join(host.address, 'Cem')
  await bob.until(() => bob.notices.includes('Cem joined'))
  expect([host, bob, cem].map(({ texts }) => texts)).toEqual([[], [], []])
  expect(bob.session.pending).toHaveLength(1)
  disk.flush()
  for (const one of [host, bob, cem]) await one.until(() => one.texts.includes('not yet'))
  await bob.until(() => bob.session.pending.length === 0)
})

test('a link is made while the disk is busy with what is said', async () => {
  await using net = new Loopback()
  using disk = slow(await net.store())
  const host = await net.host('Ann', { store: disk.store })
  const bob = await net.join(host.address, 'Bob')
  bob.session.say('a', 'not yet')
  await disk.asked
  // It would wait for ever if it waited for more than its own write.
  expect(await host.hosted.room.ticket('once')).not.toBe('')
  await host.hosted.room.setPassword(null)
  expect(host.texts).toEqual([])
  disk.flush()
  await host.until(() => host.texts.includes('not yet'))
})
