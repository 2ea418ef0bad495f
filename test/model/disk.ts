/**
 * A simulated disk with what is asked of it. Three places, as in electron/store: asked and not
 * committed, committed and not told, told. Which goes on when is a step that the test chooses;
 * a crash loses the first two places' news, and of the first also the writes.
 */
import type { LogId, LookedAt, PageQuery, StoredEvent } from '../../electron/core/store/store.ts'
import { type Change, type Done, type Kept, Tables } from './tables.ts'

interface Asked {
  readonly change: Change | null
  /** Carries it out and answers what is then to be told. */
  run(): Done
  tell(outcome: Done): void
  /** At the very moment at which it is refused, for want of room or otherwise; told long after. */
  refused?(): void
}

const FULL: Done = { ok: false, code: 'storage_full' }

/** The log has judged what was said, and does not take it. */
const isRefused = (done: Done): boolean =>
  done.ok && (done.value as { kind?: unknown } | undefined)?.kind === 'refused'

export class Disk {
  readonly tables = new Tables()
  /** Nothing can be written: what is said is refused, what others said (`keep`) waits. */
  full = false
  /** Something was refused for want of room, perhaps the removal of what was sent or taken back. */
  refused = false
  /** Grows with every commit, for those who look at the tables only when something changed. */
  version = 0
  #fresh: Asked[] = []
  #postponed: Asked[] = []
  #untold: (() => void)[] = []

  /** Everything that waits for a step. */
  get waiting(): number {
    return this.#fresh.length + this.#postponed.length + this.#untold.length
  }

  /** What can happen next, as steps. */
  steps(): (() => void)[] {
    const steps: (() => void)[] = []
    if (this.#untold.length > 0) steps.push(() => this.#untold.shift()?.())
    if (this.#fresh.length > 0) steps.push(() => this.commit())
    if (this.#fresh.length > 1) steps.push(() => this.commit(1))
    if (this.#postponed.length > 0 && !this.full) steps.push(() => this.#tryPostponed())
    return steps
  }

  write(change: Change, then: (outcome: Done) => void, refused = () => {}): void {
    this.#fresh.push({ change, run: () => this.tables.change(change), tell: then, refused })
  }

  open(change: Extract<Change, { name: 'openLog' }>, then: (outcome: Done<Kept>) => void): void {
    this.write(change, (outcome) => then(outcome as Done<Kept>))
  }

  read(log: LogId, query: PageQuery, then: (events: readonly StoredEvent[]) => void): void {
    const run = (): Done => ({ ok: true, value: this.tables.page(log, query) })
    this.#fresh.push({
      change: null,
      run,
      tell: (outcome) => then(outcome.ok ? (outcome.value as readonly StoredEvent[]) : []),
    })
  }

  look(log: LogId, seq: number, then: (found: LookedAt | null) => void): void {
    const run = (): Done => ({ ok: true, value: this.tables.look(log, seq) })
    this.#fresh.push({
      change: null,
      run,
      tell: (outcome) => then(outcome.ok ? (outcome.value as LookedAt | null) : null),
    })
  }

  rowsFrom(log: LogId, most: number, then: (seq: number | null) => void): void {
    const run = (): Done => ({ ok: true, value: this.tables.rowsFrom(log, most) })
    this.#fresh.push({
      change: null,
      run,
      tell: (outcome) => then(outcome.ok ? (outcome.value as number) : null),
    })
  }

  /** Commits the first of what waits, in the order in which it was asked for. */
  commit(most = this.#fresh.length): void {
    for (const asked of this.#fresh.splice(0, most)) {
      const keeps = asked.change?.name === 'keep'
      if (keeps && (this.full || this.#postponed.length > 0)) this.#postponed.push(asked)
      else this.#carryOut(asked)
    }
  }

  /** The power goes: whatever was not committed never was, and nobody is told anything more. */
  crash(): void {
    this.#fresh = []
    this.#postponed = []
    this.#untold = []
  }

  #tryPostponed(): void {
    for (const asked of this.#postponed.splice(0)) this.#carryOut(asked)
  }

  #carryOut(asked: Asked): void {
    const full = this.full && asked.change !== null
    const outcome = full ? FULL : asked.run()
    if (full || isRefused(outcome)) asked.refused?.()
    this.refused ||= full
    this.version += 1
    this.#untold.push(() => asked.tell(outcome))
  }
}
