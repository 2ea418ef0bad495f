import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionNews } from '../../../electron/core/member/ports.ts'
import { isRow, rowOf } from '../../../electron/core/member/rules/rows.ts'
import type { SessionService } from '../../../electron/core/member/session-service.ts'
import type { StoredEvent } from '../../../electron/core/store/store.ts'
import { Narrator } from '../../../electron/terminal/narrator.ts'
import type { TerminalEvent } from '../../../electron/terminal/output.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { OUTPUT_NEWS } from '../../../shared/domain/limits.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { PendingMessage } from '../../../shared/events/conversation.ts'
import type { Said } from '../../../shared/events/kind.ts'

const KEY = 'A'.repeat(43) as Fingerprint
const FIRST: TerminalEvent = { type: 'resumed' }

const SAID = {
  message: { kind: 'message', on: null, body: { text: 'words' } },
  reaction: { kind: 'reaction', on: 1, body: { emoji: '👍' } },
  /** Of a kind that only a newer Tincan knows. */
  poll: { kind: 'poll', on: null, body: { question: 'Tea?' } },
} as const satisfies Record<string, Said>

const eventOf = (seq: number, said: Said): StoredEvent => ({
  seq,
  ...said,
  author: { id: KEY, name: 'Ann' },
  cid: `c${seq}`,
  time: unixMs(seq),
})

/** An output that takes no more than the test lets it, and a log that commits when the test says. */
class Play {
  readonly printed: TerminalEvent[] = []
  readonly log: StoredEvent[] = []
  readonly narrator: Narrator
  readonly confessed: number[] = []
  readonly pending: PendingMessage[] = []
  omitted = 0
  /** The log cannot be read. */
  broken = false
  /** Called before each reading of the log. */
  onRead = () => {}
  #capacity = 0
  readonly #said: StoredEvent[] = []
  #wake: (() => void)[] = []

  constructor() {
    const play = this
    this.narrator = new Narrator({
      get full() {
        return play.#capacity <= 0
      },
      print: (event) => {
        this.printed.push(event)
        this.#capacity -= 1
      },
      omit: (events) => {
        this.omitted += events
        this.confessed.push(events)
      },
      room: () =>
        this.#capacity > 0 ? Promise.resolve() : new Promise((resolve) => this.#wake.push(resolve)),
    })
  }

  begin(from: number): void {
    const { log } = this
    const session = {
      self: { id: KEY },
      pending: this.pending,
      log: {
        info: {
          first: 1,
          get last() {
            return log.length
          },
        },
        events: async (after: number, most: number) => {
          if (this.broken) throw new Error('the disk is gone')
          this.onRead()
          return this.log.filter(({ seq }) => seq > after).slice(0, most)
        },
      },
    }
    this.narrator.begin(FIRST, session as unknown as SessionService, from)
  }

  take(events: number): void {
    this.#capacity = Math.max(0, this.#capacity) + events
    if (this.#capacity <= 0) return
    for (const wake of this.#wake.splice(0)) wake()
  }

  /** Said in the room; the log has it once it is committed. */
  say(said: Said = SAID.message): void {
    const event = eventOf(this.#said.length + 1, said)
    this.#said.push(event)
    this.narrator.tell({ type: 'event', event, row: isRow(event) ? rowOf(KEY, event) : null })
  }

  commit(): void {
    this.log.push(...this.#said.slice(this.log.length))
  }

  notice(name: string): void {
    const joined = { type: 'joined', name } as const
    const notice = { kind: 'notice', at: 0.5, time: unixMs(0), notice: joined } as const
    this.narrator.tell({ type: 'notice', notice })
  }

  get told(): StoredEvent[] {
    return this.printed.flatMap((event) => (event.type === 'said' ? [event.event] : []))
  }

  get seqs(): number[] {
    return this.told.map(({ seq }) => seq)
  }
}

const everything = 1_000_000
const ENDED: SessionNews = {
  type: 'connection',
  connection: { phase: 'ended', how: 'left', error: null },
}

describe('telling, to an output that takes what it will', () => {
  test('all that is said, of whatever kind, is printed once and in order, and the end last', async () => {
    const kinds = ['message', 'message', 'reaction', 'poll'] as const
    const steps = fc.array(fc.constantFrom(...kinds, 'commit', 'take', 'notice', 'turn'), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(20), async (played, past) => {
        const play = new Play()
        for (let n = 0; n < past; n += 1) play.say(n % 3 === 2 ? SAID.reaction : SAID.message)
        play.commit()
        play.begin(1)
        for (const step of played) {
          if (step === 'take') play.take(3)
          else if (step === 'turn') await Promise.resolve()
          else if (step === 'notice') play.notice('Bob')
          else if (step === 'commit') play.commit()
          else play.say(SAID[step])
        }
        play.commit()
        play.narrator.tell(ENDED)
        play.take(everything)
        await play.narrator.told()
        expect(play.told).toEqual(play.log)
        expect(play.printed.at(-1)).toMatchObject({ type: 'ended' })
        expect(play.omitted).toBe(0)
      }),
    )
  })

  test('what is in no log waits up to a limit, and what is left out is counted', async () => {
    const play = new Play()
    play.begin(1)
    for (let n = 0; n < OUTPUT_NEWS + 5; n += 1) play.notice(`Bob ${n}`)
    play.take(everything)
    await play.narrator.told()
    expect(play.omitted).toBe(5)
    expect(play.printed).toHaveLength(1 + OUTPUT_NEWS)
  })

  test('messages far beyond the limit are read from the log: none is left out', async () => {
    const play = new Play()
    play.begin(1)
    for (let n = 0; n < 3 * OUTPUT_NEWS; n += 1) {
      play.say()
      play.commit()
    }
    play.take(everything)
    await play.narrator.told()
    expect(play.seqs).toEqual(play.log.map(({ seq }) => seq))
    expect(play.omitted).toBe(0)
  })

  test('what is told once is not pushed out by messages that the log has', async () => {
    const play = new Play()
    play.begin(1)
    const sent: number[] = []
    for (let n = 1; n <= 3 * OUTPUT_NEWS; n += 1) {
      play.say()
      play.commit()
      if (n % 4 !== 0) continue
      sent.push(n)
      play.narrator.tell({ type: 'unpending', cid: `c${n}`, seq: n })
    }
    play.take(everything)
    await play.narrator.told()
    expect(play.printed.flatMap((one) => (one.type === 'sent' ? [one.seq] : []))).toEqual(sent)
    expect(play.seqs).toEqual(play.log.map(({ seq }) => seq))
    expect(play.omitted).toBe(0)
  })

  test('what is told once does not wait until nobody talks any more', async () => {
    const play = new Play()
    play.say()
    play.commit()
    let talk = 50
    play.onRead = () => {
      if (talk === 0) return
      talk -= 1
      play.say()
      play.commit()
    }
    play.begin(1)
    play.notice('Bob')
    play.take(everything)
    await play.narrator.told()
    const at = play.printed.findIndex(({ type }) => type === 'notice')
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(6)
  })

  test('what came while the output stood still is printed from where it stood', async () => {
    const play = new Play()
    play.say()
    play.commit()
    play.begin(1)
    play.take(2)
    await play.narrator.told()
    // Told before the log has it, so that there is nothing to read when the wait begins.
    play.say()
    await setImmediate()
    for (let n = 0; n < OUTPUT_NEWS + 50; n += 1) {
      play.commit()
      play.say()
    }
    play.commit()
    play.take(everything)
    await play.narrator.told()
    expect(play.seqs).toEqual(play.log.map(({ seq }) => seq))
    expect(play.omitted).toBe(0)
  })

  test('of messages that the disk does not take, those beyond the limit are counted', async () => {
    const play = new Play()
    play.begin(1)
    for (let n = 0; n < OUTPUT_NEWS + 7; n += 1) play.say()
    play.take(everything)
    await play.narrator.told()
    expect(play.omitted).toBe(7)
    expect(play.seqs).toHaveLength(OUTPUT_NEWS)
  })

  test('what prints nothing is not counted, and what is left out is said once, behind the first line', async () => {
    const play = new Play()
    const waits = { cid: 'c', ...SAID.message, time: unixMs(1), error: null }
    const row = { seq: 1, withdrawn: false, shown: {}, folded: 2 }
    for (let n = 0; n < 2 * OUTPUT_NEWS; n += 1) {
      play.narrator.tell({ type: 'pending', message: waits })
      play.narrator.tell({ type: 'members' })
      play.narrator.tell({ type: 'shown', row })
    }
    for (let n = 0; n < OUTPUT_NEWS + 3; n += 1) play.notice(`Bob ${n}`)
    expect(play.confessed).toEqual([])
    play.begin(1)
    play.take(everything)
    await play.narrator.told()
    expect(play.printed[0]).toBe(FIRST)
    expect(play.confessed).toEqual([3])
  })

  test.each(['message', 'reaction'] as const)(
    'a %s that cannot be sent is told, with all of it',
    async (kind) => {
      const play = new Play()
      play.begin(1)
      const error = errorValue('not_accepted')
      const failed = { cid: 'c', ...SAID[kind], time: unixMs(1), error }
      play.narrator.tell({ type: 'pending', message: failed })
      play.pending.push(failed, { ...failed, cid: 'd', error: null })
      play.narrator.tell(ENDED)
      play.take(everything)
      await play.narrator.told()
      expect(play.printed.filter(({ type }) => type === 'unsent')).toMatchObject([
        { cid: 'c', said: SAID[kind], error },
        { cid: 'd', said: SAID[kind], error: { code: 'not_in_room' } },
      ])
    },
  )

  test('with a log that cannot be read, what is held is told as the output takes it', async () => {
    const play = new Play()
    play.broken = true
    play.say()
    play.commit()
    play.begin(1)
    for (let n = 0; n < 20; n += 1) play.notice(`Bob ${n}`)
    for (let n = 0; n < 20; n += 1) {
      play.take(2)
      await setImmediate()
    }
    await play.narrator.told()
    expect(play.printed.filter(({ type }) => type === 'error')).toHaveLength(1)
    expect(play.printed.filter(({ type }) => type === 'notice')).toHaveLength(20)
    expect(play.omitted).toBe(0)
  })
})
