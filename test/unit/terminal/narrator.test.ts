import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionNews } from '../../../electron/core/member/ports.ts'
import type { SessionService } from '../../../electron/core/member/session-service.ts'
import type { StoredEvent } from '../../../electron/core/store/store.ts'
import { Narrator } from '../../../electron/terminal/narrator.ts'
import type { TerminalEvent } from '../../../electron/terminal/output.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { OUTPUT_NEWS } from '../../../shared/domain/limits.ts'
import { unixMs } from '../../../shared/domain/time.ts'

const KEY = 'A'.repeat(43) as Fingerprint
const FIRST: TerminalEvent = { type: 'resumed' }

const eventOf = (seq: number): StoredEvent => ({
  seq,
  kind: 'message',
  author: { id: KEY, name: 'Ann' },
  cid: `c${seq}`,
  time: unixMs(seq),
  text: `message ${seq}`,
})

/** An output that takes no more than the test lets it, and a log that commits when the test says. */
class Play {
  readonly printed: TerminalEvent[] = []
  readonly log: StoredEvent[] = []
  readonly narrator: Narrator
  readonly confessed: number[] = []
  omitted = 0
  /** The log cannot be read. */
  broken = false
  #capacity = 0
  #said = 0
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
      pending: [],
      log: {
        info: {
          first: 1,
          get last() {
            return log.length
          },
        },
        events: async ({ after }: { after: number }, most: number) => {
          if (this.broken) throw new Error('the disk is gone')
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
  say(): void {
    this.#said += 1
    const { text, author, cid, seq, time } = eventOf(this.#said)
    const entry = {
      kind: 'message',
      at: seq,
      seq,
      cid,
      author,
      mine: true,
      text: text ?? '',
      time,
    } as const
    this.narrator.tell({ type: 'entry', entry })
  }

  commit(): void {
    while (this.log.length < this.#said) this.log.push(eventOf(this.log.length + 1))
  }

  notice(name: string): void {
    const notice = { type: 'joined', name } as const
    this.narrator.tell({
      type: 'entry',
      entry: { kind: 'notice', at: 0.5, time: unixMs(0), notice },
    })
  }

  get seqs(): number[] {
    return this.printed.flatMap((event) =>
      event.type === 'entry' && event.entry.kind === 'message' ? [event.entry.seq] : [],
    )
  }
}

const everything = 1_000_000
const ENDED: SessionNews = {
  type: 'connection',
  connection: { phase: 'ended', how: 'left', error: null },
}

describe('telling, to an output that takes what it will', () => {
  test('every message is printed once and in order, and the end last', async () => {
    const steps = fc.array(fc.constantFrom('say', 'say', 'commit', 'take', 'notice', 'turn'), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(20), async (played, past) => {
        const play = new Play()
        for (let n = 0; n < past; n += 1) play.say()
        play.commit()
        play.begin(1)
        for (const step of played) {
          if (step === 'take') play.take(3)
          else if (step === 'turn') await Promise.resolve()
          else if (step === 'notice') play.notice('Bob')
          else play[step]()
        }
        play.commit()
        play.narrator.tell(ENDED)
        play.take(everything)
        await play.narrator.told()
        expect(play.seqs).toEqual(play.log.map(({ seq }) => seq))
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
    const waits = { cid: 'c', text: 'words', time: unixMs(1), error: null }
    for (let n = 0; n < 2 * OUTPUT_NEWS; n += 1) {
      play.narrator.tell({ type: 'pending', message: waits })
      play.narrator.tell({ type: 'members' })
    }
    for (let n = 0; n < OUTPUT_NEWS + 3; n += 1) play.notice(`Bob ${n}`)
    expect(play.confessed).toEqual([])
    play.begin(1)
    play.take(everything)
    await play.narrator.told()
    expect(play.printed[0]).toBe(FIRST)
    expect(play.confessed).toEqual([3])
  })

  test('with a log that cannot be read, what is held is told as the output takes it', async () => {
    const play = new Play()
    play.broken = true
    play.begin(1)
    for (let n = 0; n < 20; n += 1) play.notice(`Bob ${n}`)
    for (let n = 0; n < 20; n += 1) {
      play.take(2)
      await setImmediate()
    }
    await play.narrator.told()
    expect(play.printed.filter(({ type }) => type === 'error')).toHaveLength(1)
    expect(play.printed.filter(({ type }) => type === 'entry')).toHaveLength(20)
    expect(play.omitted).toBe(0)
  })
})
