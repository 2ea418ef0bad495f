/** The host's first promise: what anybody sees of a message, they see after it is on its disk. */
import { expect, test } from 'vitest'
import type { Store } from '../../electron/core/store/store.ts'
import { Loopback } from '../support/loopback.ts'

/** A store whose disk takes one kind of write, from the first that counts, when it is told to. */
function slow(store: Store, name: 'append' | 'keepAccess' = 'append', counts = () => true) {
  const asked = Promise.withResolvers<void>()
  const flushed = Promise.withResolvers<void>()
  const write = store[name] as (...args: unknown[]) => Promise<unknown>
  const slowly = async (...args: unknown[]) => {
    if (counts()) {
      asked.resolve()
      await flushed.promise
    }
    return write(...args)
  }
  const flush = () => flushed.resolve()
  const slowed = { ...store, [name]: slowly } as Store
  return { store: slowed, asked: asked.promise, flush, [Symbol.dispose]: flush }
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

test('who is put out hears nothing more, though nobody is told before it is kept', async () => {
  await using net = new Loopback()
  let putOut = false
  using disk = slow(await net.store(), 'keepAccess', () => putOut)
  const host = await net.host('Ann', { store: disk.store })
  const bob = await net.join(host.address, 'Bob')
  const cem = await net.join(host.address, 'Cem')
  await host.until(() => host.session.members.length === 3)
  host.session.say('a', 'for all')
  await bob.until(() => bob.texts.includes('for all'))
  putOut = true
  host.hosted.room.moderate({ type: 'ban', key: bob.identity.fingerprint })
  await disk.asked
  host.session.say('b', 'not for Bob')
  await cem.until(() => cem.texts.includes('not for Bob'))
  expect(cem.session.members).toHaveLength(3)
  disk.flush()
  await bob.until(() => bob.session.connection.phase === 'ended')
  expect(bob.session.connection).toMatchObject({ error: { code: 'banned' } })
  expect(bob.texts).toEqual(['for all'])
  await cem.until(() => cem.session.members.length === 2)
})
