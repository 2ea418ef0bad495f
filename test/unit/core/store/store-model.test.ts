/** Whatever a host and a member do, the store is what a plain array would be. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NewEvent, StoredEvent } from '../../../../electron/core/store/store.ts'
import { sameSaid } from '../../../../shared/events/kinds.ts'
import { ANN, BOB, eventOf, keyOf, memoryStore, said } from '../../../support/store-kit.ts'

const author = fc.constantFrom(ANN, BOB)
const action = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    n: fc.nat(8),
    text: fc.constantFrom('x', 'y'),
    author,
  }),
  fc.record({
    do: fc.constant('keep' as const),
    from: fc.integer({ min: 1, max: 12 }),
    count: fc.nat(5),
    author,
  }),
  fc.record({
    do: fc.constant('page' as const),
    at: fc.nat(14),
    most: fc.integer({ min: 1, max: 5 }),
    back: fc.boolean(),
  }),
)

/** The rules of the contract, over an array whose first place is `first`. */
class Model {
  events: StoredEvent[] = []
  first: number

  constructor(after: number) {
    this.first = after + 1
  }
  get last() {
    return this.first + this.events.length - 1
  }
  append(event: NewEvent) {
    const known = this.events.find((e) => e.author.id === event.author.id && e.cid === event.cid)
    if (known === undefined) {
      const added = { seq: this.last + 1, ...event }
      this.events.push(added)
      return { kind: 'new', event: added }
    }
    return sameSaid(known, event) ? { kind: 'known', event: known } : { kind: 'conflict' }
  }
  keep(events: readonly StoredEvent[]): string | undefined {
    const [from, to] = [events[0]?.seq, events.at(-1)?.seq]
    if (from === undefined || to === undefined) return undefined
    if (from > this.last + 1 || to < this.first - 1) return 'log_differs'
    const same = (a: StoredEvent, b: StoredEvent) => a.author.id === b.author.id && a.cid === b.cid
    const here = (seq: number) => this.events[seq - this.first]
    for (const event of events) {
      const known = here(event.seq)
      if (known !== undefined && !same(known, event)) return 'log_differs'
      if (known === undefined && this.events.some((e) => same(e, event))) return 'log_differs'
    }
    const { first, last } = this
    this.events = [
      ...events.filter(({ seq }) => seq < first),
      ...this.events,
      ...events.filter(({ seq }) => seq > last),
    ]
    this.first = Math.min(first, from)
    return undefined
  }
}

test('append, keep and page are those of a plain array', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(6), fc.array(action, { maxLength: 25 }), async (after, actions) => {
      const store = await memoryStore()
      const model = new Model(after)
      const { id } = await store.openLog(keyOf('lab'), {}, after)
      for (const one of actions) {
        if (one.do === 'append') {
          const event = said(one.n, one.text, one.author)
          expect(await store.append(id, event, 1)).toEqual(model.append(event))
        } else if (one.do === 'keep') {
          const events = Array.from({ length: one.count }, (_, n) =>
            eventOf(one.from + n, 'x', one.author),
          )
          const refused = await store.keep(id, events).then(
            () => undefined,
            (error) => error.code,
          )
          expect(refused).toBe(model.keep(events))
        } else {
          const query = one.back
            ? { before: one.at, most: one.most }
            : { after: one.at, most: one.most }
          const expected = one.back
            ? model.events.filter(({ seq }) => seq < one.at).slice(-one.most)
            : model.events.filter(({ seq }) => seq > one.at).slice(0, one.most)
          expect(await store.page(id, query)).toEqual(expected)
        }
        const [log] = await store.logs()
        expect([log?.first, log?.last]).toEqual([model.first, model.last])
      }
      await store.close()
    }),
    { numRuns: 150 },
  )
})
