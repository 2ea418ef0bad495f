/**
 * The teeth's table: faults as somebody could make them, each with the tests that must catch it.
 * When a text to be replaced is not there any more, the plant is to be written anew: the fault is
 * as possible as before, only in other words.
 */
import type { Edit } from './edit.ts'

export interface Plant {
  /** What goes wrong, in a few words. */
  readonly name: string
  readonly edits: readonly Edit[]
  /** Test files of which at least one test must fail. They are quick. */
  readonly tests: readonly string[]
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'the host acknowledges before it has committed',
    edits: [
      {
        file: 'electron/core/host/room-driver.ts',
        from: `const stored = this.#log.append(said, floor).then((outcome) => {
          this.put({ type: 'stored', from, cid: said.cid, outcome })
        })`,
        to: `const event = { ...said, seq: this.state.seq + 1 }
        this.put({ type: 'stored', from, cid: said.cid, outcome: { kind: 'new', event } })
        const stored = this.#log.append(said, floor)`,
      },
    ],
    tests: ['test/integration/commit-first.test.ts'],
  },
  {
    name: 'nothing in the database keeps an author’s cid from being there twice',
    edits: [
      {
        file: 'electron/core/store/schema.ts',
        from: `UNIQUE (log, seq),
    UNIQUE (author, log, cid)`,
        to: 'UNIQUE (log, seq)',
      },
    ],
    tests: ['test/unit/core/store/events.test.ts'],
  },
  {
    name: 'the next number is counted outside of the transaction',
    edits: [
      {
        file: 'electron/core/store/events.ts',
        from: 'const event = { seq: last + 1, ...said }',
        to: `const counts = ((globalThis as { counts?: Map<object, Map<LogId, number>> }).counts ??=
      new Map())
    const counted = counts.get(this.#database) ?? new Map<LogId, number>()
    counts.set(this.#database, counted)
    const event = { seq: Math.max(counted.get(log) ?? 0, last) + 1, ...said }
    counted.set(log, event.seq)`,
      },
    ],
    tests: ['test/unit/core/store/undone.test.ts'],
  },
  {
    name: 'what is sent again gets a new cid',
    edits: [
      {
        file: 'electron/core/member/rules/outbox.ts',
        from: '.map(sayIt)',
        to: '.map((message) => sayIt({ ...message, cid: crypto.randomUUID() }))',
      },
    ],
    tests: ['test/unit/core/member/rules/session.test.ts'],
  },
  {
    name: 'live events are taken while the gap before them is open',
    edits: [
      {
        file: 'electron/core/member/rules/sync.ts',
        from: `if (state.phase === 'opening' || state.phase === 'catching') return buffer(state, event)`,
        to: `if (state.phase === 'opening') return buffer(state, event)
  if (state.phase === 'catching') return take(state, [event])`,
      },
    ],
    tests: ['test/unit/core/member/rules/sync.test.ts'],
  },
  {
    name: 'the outbox forgets a message when it is sent',
    edits: [
      {
        file: 'electron/core/member/rules/outbox.ts',
        from: '? { state: stored, effects: [sayIt(message)] }',
        to: `? { state: stored, effects: [sayIt(message), { type: 'unqueue', cid }] }`,
      },
    ],
    tests: ['test/unit/core/member/rules/session.test.ts'],
  },
  {
    name: 'an older page is kept without what withdraws on it',
    edits: [
      {
        file: 'electron/core/store/events.ts',
        from: 'this.#insertNew(log, fresh.map(asNow))',
        to: 'this.#insertNew(log, fresh)',
      },
    ],
    tests: ['test/unit/core/store/withdrawal.test.ts'],
  },
]
