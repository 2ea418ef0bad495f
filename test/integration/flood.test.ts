/** Whoever says more than the disk can take is made to wait, and nothing of it is lost. */
import { expect, test } from 'vitest'
import type { Store } from '../../electron/core/store/store.ts'
import { INTAKE_BYTES, TEXT_BYTES } from '../../shared/domain/limits.ts'
import { eventCost } from '../../shared/events/body.ts'
import { Loopback } from '../support/loopback.ts'

/** A store whose disk takes nothing until it is told to. */
function slow(store: Store) {
  const gate = Promise.withResolvers<void>()
  let waiting = 0
  const disk = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: never[]) => unknown
      if (name !== 'append') return method.bind(target)
      return async (...args: never[]) => {
        waiting += 1
        await gate.promise
        return method.apply(target, args)
      }
    },
  })
  return { disk, open: () => gate.resolve(), waiting: () => waiting }
}

test('a member that floods a slow disk is not read from until the disk has taken it', async () => {
  await using net = new Loopback()
  const { disk, open, waiting } = slow(await net.store())
  const ann = await net.host('Ann', { store: disk })
  const raw = await net.peer(ann.address)
  raw.write('{"type":"hello","version":1,"capabilities":[],"name":"Raw"}\n')
  await ann.until(() => ann.notices.includes('Raw joined'))
  raw.resume()
  const many = 8 * Math.ceil(INTAKE_BYTES / TEXT_BYTES)
  const text = 'x'.repeat(TEXT_BYTES)
  let written = 0
  const write = (): void => {
    while (written < many) {
      const said = { kind: 'message', body: { text } }
      const line = JSON.stringify({ type: 'post', cid: `c${written}`, ...said })
      written += 1
      if (raw.write(`${line}\n`)) continue
      raw.once('drain', write)
      return
    }
  }
  write()
  const most = Math.floor(INTAKE_BYTES / eventCost({ body: { text } }))
  await expect.poll(waiting).toBeGreaterThan(most)
  // The host has read on for as long as it takes to let somebody in.
  await net.join(ann.address, 'Cem')
  // What one turn of reading brought, and no more: the rest waits at the flooder.
  expect(waiting()).toBeLessThan(most + 16)
  open()
  await ann.until(() => ann.texts.length === many)
  expect(ann.messages.map(({ cid }) => cid)).toEqual(
    Array.from({ length: many }, (_, n) => `c${n}`),
  )
})
