/**
 * Gathers writes into transactions: what comes within a moment, or while the disk is busy, shares
 * one flush; what finds the disk idle waits for nobody. Invariants: writes are carried out and resolved in the order in which they
 * were asked for, each only after its commit; and two kinds wait for a full disk: what others have
 * said (`keep`), because nobody will say it again, and what was taken back (`unqueue`), because it
 * would be sent at the next start.
 */
import { AppError, type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { STORE_TRY_MS, UNSTORED_EVENTS } from '../../../shared/domain/limits.ts'
import { elapsed, type MonotonicMs } from '../../../shared/domain/time.ts'
import type { Clock } from '../clock.ts'
import type { Engine } from './engine.ts'
import type { LogId, Store } from './store.ts'
import type { Committed, Outcome, Write, WriteName } from './writes.ts'

interface Asked {
  readonly write: Write
  readonly settle: (outcome: Outcome) => void
}

/** The one way for writes to their engine: those that go around it have no order. */
export class GroupCommit {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #gatherMs: number
  /** Not tried yet. */
  #fresh: Asked[] = []
  /** Writes that wait for room, in order; every later one of their kinds goes behind them. */
  #postponed: Asked[] = []
  /** By log, the lowest `seq` that was refused: what comes after it would leave a hole. */
  readonly #missed = new Map<LogId, number>()
  #running: Promise<void> | undefined
  /** When the disk was last busy. */
  #busyAt: MonotonicMs | undefined
  #trying: Promise<void> | undefined
  #cancelGather: (() => void) | undefined
  #cancelTry: (() => void) | undefined

  /** @param gatherMs how long a write waits for others so soon after the last ones; 0 for not at all */
  constructor(engine: Engine, clock: Clock, gatherMs: number) {
    this.#engine = engine
    this.#clock = clock
    this.#gatherMs = gatherMs
  }

  /** Resolves when it is committed. Rejects with an AppError when it was not carried out. */
  write<N extends WriteName>(name: N, ...args: Parameters<Store[N]>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => {
        if (outcome.ok) resolve(outcome.value)
        else reject(new AppError(outcome.error.code, outcome.error.details))
      }
      this.#take({ write: { name, args } as Write, settle })
    })
  }

  /** Writes what waits; what still finds the disk full is refused. */
  async drain(): Promise<void> {
    await this.#settled()
    if (this.#postponed.length > 0) await this.#tryPostponed()
    await this.#settled()
    this.#cancelTry?.()
    this.#cancelTry = undefined
    for (const { settle } of this.#postponed.splice(0)) settle(refusal(full()))
  }

  async #settled(): Promise<void> {
    while (this.#running !== undefined || this.#fresh.length > 0) await this.#run()
  }

  #take(asked: Asked): void {
    if (this.#leavesHole(asked)) asked.settle(refusal(full()))
    else if (isPatient(asked) && this.#postponed.length > 0) this.#postpone(asked)
    else this.#push(asked)
  }

  #push(asked: Asked): void {
    this.#fresh.push(asked)
    if (this.#running !== undefined || this.#cancelGather !== undefined) return
    if (this.#idle()) void this.#run()
    else this.#cancelGather = this.#clock.after(this.#gatherMs, () => void this.#run())
  }

  #idle(): boolean {
    const last = this.#busyAt
    return last === undefined || elapsed(last, this.#clock.monotonic()) >= this.#gatherMs
  }

  /** Commits what is fresh, again and again until nothing is. */
  #run(): Promise<void> {
    this.#cancelGather?.()
    this.#cancelGather = undefined
    this.#running ??= this.#commitFresh().finally(() => {
      this.#running = undefined
      this.#busyAt = this.#clock.monotonic()
    })
    return this.#running
  }

  async #commitFresh(): Promise<void> {
    // What is asked for in the same breath shares a transaction even without a time to gather.
    await Promise.resolve()
    while (this.#fresh.length > 0) {
      const batch = this.#fresh.splice(0)
      const committed = await this.#commit(batch)
      if (committed.kind === 'committed') settleAll(batch, committed.outcomes)
      else this.#failed(batch, committed)
    }
  }

  #failed(batch: readonly Asked[], { error, lasting }: Committed & { kind: 'failed' }): void {
    const patient = lasting ? [] : batch.filter(isPatient)
    for (const one of batch) if (!patient.includes(one)) one.settle(refusal(error))
    if (patient.length === 0) return
    // Those that came meanwhile must not overtake.
    const later = this.#fresh.filter(isPatient)
    this.#fresh = this.#fresh.filter((one) => !isPatient(one))
    for (const one of [...patient, ...later]) this.#postpone(one)
    this.#tryLater()
  }

  #postpone(asked: Asked): void {
    if (eventsOf(this.#postponed) + eventsOf([asked]) <= UNSTORED_EVENTS) {
      this.#postponed.push(asked)
      return
    }
    if (asked.write.name === 'keep') {
      const [log, [first]] = asked.write.args
      if (first !== undefined) this.#missed.set(log, first.seq)
    }
    asked.settle(refusal(full()))
  }

  /** Whether events before these were refused, so that the database would see a hole. */
  #leavesHole({ write }: Asked): boolean {
    if (write.name !== 'keep') return false
    const [log, [first]] = write.args
    const missed = this.#missed.get(log)
    if (missed === undefined || first === undefined) return false
    if (first.seq > missed) return true
    this.#missed.delete(log)
    return false
  }

  #tryLater(): void {
    this.#cancelTry ??= this.#clock.after(STORE_TRY_MS, () => void this.#tryPostponed())
  }

  #tryPostponed(): Promise<void> {
    this.#cancelTry?.()
    this.#cancelTry = undefined
    this.#trying ??= this.#commitPostponed().finally(() => {
      this.#trying = undefined
    })
    return this.#trying
  }

  async #commitPostponed(): Promise<void> {
    const batch = [...this.#postponed]
    const committed = await this.#commit(batch)
    if (committed.kind === 'failed' && !committed.lasting) return this.#tryLater()
    this.#postponed.splice(0, batch.length)
    if (committed.kind === 'committed') settleAll(batch, committed.outcomes)
    else for (const { settle } of batch) settle(refusal(committed.error))
    // These came meanwhile, and had to wait behind the others.
    for (const asked of this.#postponed.splice(0)) this.#take(asked)
  }

  async #commit(batch: readonly Asked[]): Promise<Committed> {
    try {
      return await this.#engine.call(
        'commit',
        batch.map(({ write }) => write),
      )
    } catch (error) {
      return { kind: 'failed', error: toErrorValue(error), lasting: true }
    }
  }
}

function settleAll(batch: readonly Asked[], outcomes: readonly Outcome[]): void {
  for (const [at, { settle }] of batch.entries()) {
    const outcome = outcomes[at]
    if (outcome !== undefined) settle(outcome)
  }
}

const isPatient = ({ write }: Asked): boolean => write.name === 'keep' || write.name === 'unqueue'

function eventsOf(asked: readonly Asked[]): number {
  return asked.reduce((sum, { write }) => {
    return sum + (write.name === 'keep' ? write.args[1].length : 1)
  }, 0)
}

const refusal = (error: ErrorValue): Outcome => ({ ok: false, error })
const full = (): ErrorValue => new AppError('storage_full').toValue()
