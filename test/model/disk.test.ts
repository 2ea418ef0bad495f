/**
 * The simulated disk is as good as what it stands for: in batches, with refusals between, it
 * answers and keeps the same as the real store over SQLite.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMemory } from '../../electron/core/store/recovery.ts'
import type { OutboxMessage, StoredEvent } from '../../electron/core/store/store.ts'
import type { Write } from '../../electron/core/store/writes.ts'
import { unixMs } from '../../shared/domain/time.ts'
import { keyOf } from '../support/pure-room.ts'
import { type Change, type Done, lastOf, Tables } from './tables.ts'

const KEY = { roomId: 'lab', hostKey: keyOf(0), ownKey: keyOf(1) }
const LOG = 1

const person = fc.constantFrom(keyOf(1), keyOf(2))
const cid = fc.constantFrom('c1', 'c2', 'c3', 'c4')
const text = fc.constantFrom('x', 'y')

const said = fc.record({ id: person, cid, text }).map(({ id, ...words }) => ({
  kind: 'message',
  author: { id, name: 'Ann' },
  time: unixMs(7),
  ...words,
}))

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: said.map((one): Change => ({ name: 'append', args: [LOG, one] })) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.array(said, { maxLength: 3 })).map(
      ([from, events]): Change => ({
        name: 'keep',
        args: [LOG, events.map((event, at) => ({ seq: from + at, ...event }))],
      }),
    ),
  },
  fc.record({ cid, text }).map((words): Change => {
    const message: OutboxMessage = { ...words, time: unixMs(7), error: null }
    return { name: 'queue', args: [LOG, message] }
  }),
  cid.map((one): Change => ({ name: 'unqueue', args: [LOG, one] })),
  fc.integer({ min: 1, max: 3 }).map(
    (floor): Change => ({
      name: 'setFacts',
      args: [LOG, { floor }],
    }),
  ),
)

/** What both must agree on of an answer. */
const answered = (name: Change['name'], outcome: Done) => {
  if (!outcome.ok) return outcome
  return name === 'append' ? outcome : { ok: true }
}

test('the simulated disk answers every batch as the real store does, and then has the same', () => {
  const batches = fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.nat(3), batches, (after, all) => {
      const { sqlite } = openMemory()
      const tables = new Tables()
      const begun: Change = { name: 'openLog', args: [KEY, {}, after] }
      sqlite.commit([begun as Write])
      tables.change(begun)
      for (const batch of all) {
        const committed = sqlite.commit(batch as Write[])
        if (committed.kind === 'failed') throw new Error(committed.error.message)
        const real = committed.outcomes.map((outcome, at) => {
          const name = batch[at]?.name ?? 'keep'
          return outcome.ok ? answered(name, outcome) : { ok: false, code: outcome.error.code }
        })
        const simulated = batch.map((one) => answered(one.name, tables.change(one)))
        expect(simulated).toEqual(real)
        const [log] = sqlite.logs()
        const [kept] = tables.logs
        if (log === undefined || kept === undefined) throw new Error('no log')
        expect([kept.first, lastOf(kept), kept.floor]).toEqual([log.first, log.last, log.floor])
        const everything = { after: 0, most: 100 }
        const events: readonly StoredEvent[] = sqlite.page(LOG, everything)
        expect(tables.page(LOG, everything)).toEqual(events)
        expect(kept.outbox).toEqual(sqlite.outbox(LOG))
      }
      void sqlite.close()
    }),
    { numRuns: 100 },
  )
})
