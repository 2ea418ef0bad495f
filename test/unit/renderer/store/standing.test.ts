/** What stands on a row comes by pushes and with pages, which race: none of it is lost. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pushArrived, refetching, snapshotArrived } from '../../../../renderer/store/reduce.ts'
import { shown } from '../../../../renderer/store/room-changes.ts'
import { initialView, type RoomView, roomOf, type View } from '../../../../renderer/store/view.ts'
import {
  backToLatest,
  historyAnswered,
  historyAsked,
  jumpedTo,
  pageArrived,
} from '../../../../renderer/store/view-changes.ts'
import type { MessageEntry, RowFold } from '../../../../shared/events/conversation.ts'
import { message, messages, pageOf, room, snapshot } from '../fixtures.ts'
import { ok, openWindow, settled } from '../window.ts'

/** Recognizable by the `seq` up to which it was folded. */
const foldOf = (seq: number, folded: number): RowFold => {
  const one = { emoji: '👍', count: folded, mine: false, names: ['Bob'] }
  return { seq, withdrawn: false, shown: { reaction: [one] }, folded }
}
const rowAt = (seq: number, folded: number) => message(seq, foldOf(seq, folded))
const rowsAt = (from: number, to: number, folded: number) =>
  messages(from, to).map(({ seq }) => rowAt(seq, folded))

const held = (view: View): RoomView => {
  const found = roomOf(view, 'r')
  if (found === undefined) throw new Error('no such room')
  return found
}
const foldsOf = (view: View) =>
  new Map(shown(held(view)).rows.flatMap((row) => (row.kind === 'message' ? [[row.seq, row]] : [])))
const foldAt = (view: View, seq: number) => {
  const row = foldsOf(view).get(seq)
  if (row === undefined) return undefined
  // What is shown and what it was folded up to never come apart.
  expect(row.shown).toEqual(foldOf(seq, row.folded).shown)
  return row.folded
}
const react = (view: View, seq: number, folded: number) =>
  pushArrived(view, {
    revision: view.revision + 1,
    changes: [{ type: 'shown', roomId: 'r', row: foldOf(seq, folded) }],
  }).view

/** Messages 10 to 19 are held, folded up to 100. */
const begin = snapshotArrived(
  initialView,
  snapshot(7, [room('r', rowsAt(10, 20, 100)), room('s')]),
).view

describe('a push for a row that is held', () => {
  test('changes it in place, and is no gap', () => {
    const changes = [{ type: 'shown', roomId: 'r', row: foldOf(12, 101) }] as const
    const step = pushArrived(begin, { revision: 8, changes })
    expect(step.refetch).toBe(false)
    expect(foldAt(step.view, 12)).toBe(101)
    expect(foldAt(step.view, 13)).toBe(100)
    expect(roomOf(step.view, 's')).toBe(roomOf(begin, 's'))
  })

  test('that is older than what the row shows changes nothing', () => {
    const next = react(react(begin, 12, 103), 12, 102)
    expect(foldAt(next, 12)).toBe(103)
    expect(roomOf(react(begin, 12, 99), 'r')).toBe(roomOf(begin, 'r'))
  })

  test('leaves what is unread as it is', () => {
    expect(held(react(begin, 12, 101))).toMatchObject({ unread: 0, newFrom: null })
  })

  test('and for a room that is not here is no gap', () => {
    const changes = [{ type: 'shown', roomId: 'gone', row: foldOf(12, 101) }] as const
    expect(pushArrived(begin, { revision: 8, changes })).toMatchObject({ refetch: false })
  })

  test('reaches it in the latest and in a stretch aside', () => {
    const aside = jumpedTo(begin, 'r', 3, pageOf(rowsAt(1, 6, 100), false, true))
    const next = react(react(aside, 3, 101), 12, 102)
    expect(foldAt(next, 3)).toBe(101)
    expect(foldAt(backToLatest(next, 'r'), 12)).toBe(102)
  })
})

describe('a push for a row that is not held', () => {
  const page = pageOf(rowsAt(1, 10, 100), false, true)

  test('is let go while no page is asked for', () => {
    const next = react(begin, 5, 101)
    expect(roomOf(next, 'r')).toBe(roomOf(begin, 'r'))
    expect(foldAt(pageArrived(next, 'r', 'older', page), 5)).toBe(100)
  })

  test('waits for the page that is, and goes with the last of them', () => {
    const asked = react(historyAsked(historyAsked(begin, 'r'), 'r'), 5, 101)
    const none = historyAnswered(asked, 'r')
    expect(held(none).early.size).toBe(1)
    const come = historyAnswered(pageArrived(none, 'r', 'older', page), 'r')
    expect(foldAt(come, 5)).toBe(101)
    expect(held(come)).toMatchObject({ asked: 0, early: new Map() })
  })

  test('that waits does not take the place of a later one', () => {
    const asked = react(react(historyAsked(begin, 'r'), 5, 103), 5, 102)
    expect(foldAt(historyAnswered(pageArrived(asked, 'r', 'older', page), 'r'), 5)).toBe(103)
  })

  test('that is older than the page changes nothing', () => {
    const asked = react(historyAsked(begin, 'r'), 5, 99)
    expect(foldAt(historyAnswered(pageArrived(asked, 'r', 'older', page), 'r'), 5)).toBe(100)
  })

  test('is let go when the page never comes', () => {
    const failed = historyAnswered(react(historyAsked(begin, 'r'), 5, 101), 'r')
    expect(held(failed)).toMatchObject({ asked: 0, early: new Map() })
  })

  test('waits for no page of a room that was another one when it was asked for', () => {
    const removed = pushArrived(historyAsked(begin, 'r'), {
      revision: 8,
      changes: [{ type: 'removed', roomId: 'r' }],
    }).view
    const { members: _, stretch: __, pending: ___, draft: ____, ...info } = room('r')
    const again = pushArrived(removed, {
      revision: 9,
      changes: [{ type: 'room', room: info }],
    }).view
    const late = react(historyAnswered(again, 'r'), 5, 101)
    expect(held(late)).toMatchObject({ asked: 0, early: new Map() })
  })
})

describe('a page that was read before a push and comes after it', () => {
  test('does not undo it where it meets the latest', () => {
    const aside = jumpedTo(begin, 'r', 3, pageOf(rowsAt(1, 6, 100), false, true))
    const asked = react(historyAsked(aside, 'r'), 12, 101)
    const met = historyAnswered(
      pageArrived(asked, 'r', 'newer', pageOf(rowsAt(6, 15, 100), true, true)),
      'r',
    )
    expect(held(met).aside).toBe(null)
    expect(foldAt(met, 12)).toBe(101)
  })

  test('does not undo it where it takes the place of another stretch', () => {
    const aside = jumpedTo(begin, 'r', 3, pageOf(rowsAt(1, 4, 100), false, true))
    const asked = react(historyAsked(aside, 'r'), 3, 101)
    const there = historyAnswered(
      jumpedTo(asked, 'r', 4, pageOf(rowsAt(2, 7, 100), true, true)),
      'r',
    )
    expect(foldAt(there, 3)).toBe(101)
  })
})

test('a snapshot tells of what stood in pushes that were missed', () => {
  const next = snapshotArrived(
    refetching(react(begin, 13, 105)),
    snapshot(20, [room('r', [...rowsAt(12, 20, 104), rowAt(20, 104)])]),
  ).view
  expect(foldAt(next, 12)).toBe(104)
  expect(foldAt(next, 13)).toBe(105)
  expect(foldAt(next, 20)).toBe(104)
})

test('the window keeps what is said on a page while it is on its way', async () => {
  const page = Promise.withResolvers<void>()
  const answers = {
    history: async () => {
      await page.promise
      return ok(pageOf(rowsAt(1, 10, 100), false, true))
    },
  }
  const { actions, push, store } = await openWindow(
    snapshot(7, [room('r', rowsAt(10, 20, 100))]),
    answers,
  )
  const loading = actions.loadPage('r', 'older')
  push({ type: 'shown', roomId: 'r', row: foldOf(5, 101) })
  await settled()
  page.resolve()
  await loading
  expect(foldAt(store.getState().view, 5)).toBe(101)
  expect(held(store.getState().view)).toMatchObject({ asked: 0, early: new Map() })
})

interface Page {
  readonly how: 'older' | 'newer' | 'jump'
  readonly epoch: number
  readonly from: number
  readonly to: number
  /** Null until it is read. */
  entries: readonly MessageEntry[] | null
}

/**
 * Messages 1 to 19, of which the window holds some. Pushes are late and in any order; a page is
 * read some time after it was asked for, and comes some time after that, or never.
 */
class Race {
  view = begin
  #clock = 100
  readonly #folds = new Map<number, number>()
  readonly #pushes: RowFold[] = []
  readonly #pages: Page[] = []

  foldAt(seq: number): number {
    return this.#folds.get(seq) ?? 100
  }

  react(chance: number): void {
    const seq = 7 + (chance % 5)
    this.#clock += 1
    this.#folds.set(seq, this.#clock)
    this.#pushes.push(foldOf(seq, this.#clock))
  }

  deliver(chance: number): void {
    const [fold] = this.#pushes.splice(chance % (this.#pushes.length || 1), 1)
    if (fold !== undefined) this.view = react(this.view, fold.seq, fold.folded)
  }

  older(): void {
    const { from } = shown(held(this.view))
    if (from > 1) this.#ask('older', from - 4, from + 1)
  }

  newer(): void {
    const { to } = shown(held(this.view))
    if (held(this.view).aside !== null) this.#ask('newer', to - 1, to + 4)
  }

  jump(chance: number): void {
    const from = 4 + (chance % 5)
    this.#ask('jump', from, from + 3)
  }

  read(): void {
    for (const page of this.#pages) page.entries ??= this.#rows(page)
  }

  arrive(chance: number): void {
    this.#answer(chance, ({ how, epoch, from, to }, entries) => {
      const page = pageOf(entries, from > 1, to < 19)
      if (how === 'jump') this.view = jumpedTo(this.view, 'r', from, page)
      else if (epoch === shown(held(this.view)).epoch) {
        this.view = pageArrived(this.view, 'r', how, page)
      }
    })
  }

  fail(chance: number): void {
    this.#answer(chance, () => {})
  }

  back(): void {
    this.view = backToLatest(this.view, 'r')
  }

  /** All that is on its way comes, the latest push first. */
  end(): void {
    while (this.#pushes.length > 0) this.deliver(this.#pushes.length - 1)
    while (this.#pages.length > 0) this.arrive(0)
  }

  #ask(how: Page['how'], from: number, to: number): void {
    const { epoch } = shown(held(this.view))
    this.view = historyAsked(this.view, 'r')
    this.#pages.push({ how, epoch, from: Math.max(1, from), to: Math.min(19, to), entries: null })
  }

  #answer(chance: number, take: (page: Page, entries: readonly MessageEntry[]) => void): void {
    const [page] = this.#pages.splice(chance % (this.#pages.length || 1), 1)
    if (page === undefined) return
    take(page, page.entries ?? this.#rows(page))
    this.view = historyAnswered(this.view, 'r')
  }

  #rows({ from, to }: Page): readonly MessageEntry[] {
    return messages(from, to + 1).map(({ seq }) => rowAt(seq, this.foldAt(seq)))
  }
}

test('in whatever order pages and pushes come, each row shows the latest that was said on it', () => {
  const names = ['react', 'react', 'deliver', 'deliver', 'read', 'arrive', 'arrive'] as const
  const rare = ['older', 'older', 'newer', 'jump', 'back', 'fail'] as const
  const step = fc.tuple(fc.constantFrom(...names, ...rare), fc.nat(1_000))
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
      const race = new Race()
      for (const [name, chance] of steps) race[name](chance)
      race.end()
      for (const view of [race.view, backToLatest(race.view, 'r')]) {
        expect(held(view)).toMatchObject({ asked: 0, early: new Map() })
        for (const seq of foldsOf(view).keys()) expect(foldAt(view, seq)).toBe(race.foldAt(seq))
      }
    }),
    { numRuns: 500 },
  )
})
