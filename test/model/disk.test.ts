/**
 * The simulated disk is as good as what it stands for: in batches, with refusals between, it
 * answers and keeps the same as the real store over SQLite.
 */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { openMemory } from '../../electron/core/store/recovery.ts'
import type { SqliteStore } from '../../electron/core/store/sqlite-store.ts'
import type {
  OutboxMessage,
  PageQuery,
  StandingOn,
  StoredEvent,
} from '../../electron/core/store/store.ts'
import type { Write } from '../../electron/core/store/writes.ts'
import { unixMs } from '../../shared/domain/time.ts'
import type { Said } from '../../shared/events/kind.ts'
import { saidFault } from '../../shared/events/kinds.ts'
import { keyOf } from '../support/pure-room.ts'
import { type Change, type Done, lastOf, Tables } from './tables.ts'

// Small numbers, so that a short run meets the limit.
vi.mock('../../shared/domain/limits.ts', async (original) => ({
  ...(await original<typeof import('../../shared/domain/limits.ts')>()),
  REACTION_EMOJI: 2,
}))

const KEY = { roomId: 'lab', hostKey: keyOf(0), ownKey: keyOf(1) }
const LOG = 1

const person = fc.constantFrom(keyOf(1), keyOf(2))
const cid = fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5', 'c6')
const text = fc.constantFrom('x', 'y')

const words = text.map((one): Said => ({ kind: 'message', on: null, body: { text: one } }))
/** Mostly of what comes first, so that much stands on one event. */
const target = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -1, max: 9 }))
const emoji = fc.constantFrom('👍', '👍', '❤', '❤️', '🎉', 'none')
const off = fc.constantFrom({}, {}, { off: true }, { off: false }, { off: 1 })
/** Mostly reactions; some that cannot be read, and kinds of later versions. */
const standing = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ on: target, emoji, off })
      .map(
        (one): Said => ({ kind: 'reaction', on: one.on, body: { emoji: one.emoji, ...one.off } }),
      ),
  },
  target.map((on): Said => ({ kind: 'dance', on, body: { steps: 3 } })),
  { weight: 2, arbitrary: target.map((on): Said => ({ kind: 'deletion', on, body: {} })) },
  target.map((on): Said => ({ kind: 'message', on, body: { text: 'x' } })),
)

const said = fc
  .record({ id: person, cid, what: fc.oneof(words, standing) })
  .map(({ id, what, ...rest }) => ({
    ...what,
    author: { id, name: 'Ann' },
    time: unixMs(7),
    ...rest,
  }))
/** The host's rules have passed it: the store is asked to judge no reaction that is none. */
const passed = said.filter((one) => saidFault(one) === undefined)

/** As it can be on the wire: what stands on something comes after it. */
const heard = (event: StoredEvent): StoredEvent =>
  event.on !== null && event.on >= 1 && event.on < event.seq ? event : { ...event, on: null }

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(passed, fc.integer({ min: 0, max: 4 }))
      .map(([one, floor]): Change => ({ name: 'append', args: [LOG, one, floor] })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.array(said, { maxLength: 3 })).map(
      ([from, events]): Change => ({
        name: 'keep',
        args: [LOG, events.map((event, at) => heard({ seq: from + at, ...event }))],
      }),
    ),
  },
  fc.record({ cid, what: fc.oneof(words, standing) }).map(({ cid, what }): Change => {
    const message: OutboxMessage = { cid, ...what, time: unixMs(7), error: null }
    return { name: 'queue', args: [LOG, message] }
  }),
  cid.map((one): Change => ({ name: 'unqueue', args: [LOG, one] })),
  fc.integer({ min: 1, max: 3 }).map(
    (floor): Change => ({
      name: 'setFacts',
      args: [LOG, { floor }],
    }),
  ),
  fc
    .array(
      fc.record({
        name: fc.constantFrom('policy', 'admitted x', 'banned x'),
        value: fc.constantFrom('1', '2', null),
      }),
      { maxLength: 3 },
    )
    .map((changes): Change => ({ name: 'keepAccess', args: [LOG, changes] })),
)

const QUERIES: readonly PageQuery[] = [0, 1, 2, 3, 5, 8, 12].flatMap((at) =>
  [1, 2, 20].flatMap((most) => [
    { after: at, most },
    { before: at, most },
  ]),
)

const inOrder = <T extends StandingOn>(answer: T): T => ({
  ...answer,
  standing: answer.standing.toSorted((one, other) => one.seq - other.seq),
})

/** What both must agree on of an answer. */
const answered = (name: Change['name'], outcome: Done) => {
  if (!outcome.ok) return outcome
  return name === 'append' ? outcome : { ok: true }
}

/** The same rows, and the same on each of them. */
function shownAlike(tables: Tables, sqlite: SqliteStore): void {
  for (const query of QUERIES) {
    expect(tables.rows(LOG, query)).toEqual(inOrder(sqlite.rows(LOG, query)))
  }
  for (let seq = 1; seq <= 9; seq += 1) {
    expect(tables.standing(LOG, seq, false)).toEqual(inOrder(sqlite.standing(LOG, seq, false)))
  }
}

test('the simulated disk answers every batch as the real store does, and then has the same', () => {
  const batches = fc.array(fc.array(change, { maxLength: 5, size: 'max' }), {
    maxLength: 9,
    size: 'max',
  })
  fc.assert(
    fc.property(fc.nat(5), batches, (after, all) => {
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
        const rows = sqlite.access(LOG).map(({ name, value }) => [name, value] as const)
        expect(kept.access).toEqual(new Map(rows))
      }
      shownAlike(tables, sqlite)
      void sqlite.close()
    }),
    { numRuns: 200 },
  )
})

test('what stands on what is the same in both, in whatever order the pages of a log come', () => {
  const log = fc.array(said, { minLength: 4, maxLength: 12, size: 'max' }).map((all) =>
    // An author says something under each cid once.
    all.map((one, at) => heard({ seq: at + 1, ...one, cid: `c${at}` })),
  )
  const chunks = fc.array(fc.record({ back: fc.boolean(), most: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 8,
    maxLength: 12,
    size: 'max',
  })
  fc.assert(
    fc.property(log, fc.nat(9), chunks, (events, begin, all) => {
      const { sqlite } = openMemory()
      const tables = new Tables()
      const does = (one: Change) => {
        expect(tables.change(one).ok).toBe(true)
        expect(sqlite.commit([one as Write])).toMatchObject({ outcomes: [{ ok: true }] })
      }
      let [first, last] = [Math.min(begin, events.length) + 1, Math.min(begin, events.length)]
      does({ name: 'openLog', args: [KEY, {}, last] })
      for (const { back, most } of all) {
        const [from, to] = back
          ? [Math.max(1, first - most), first - 1]
          : [last + 1, Math.min(events.length, last + most)]
        does({ name: 'keep', args: [LOG, events.slice(from - 1, to)] })
        if (to >= from) [first, last] = [Math.min(first, from), Math.max(last, to)]
      }
      shownAlike(tables, sqlite)
      void sqlite.close()
    }),
    { numRuns: 200 },
  )
})
