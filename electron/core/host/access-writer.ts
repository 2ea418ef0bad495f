/**
 * When the access list is written, and what of it: all that change it while the disk is busy share
 * the next write, which waits a moment for more of them, so that a crowd does not come in one by
 * one; only rows that
 * are not on the disk yet are in one, and a list that the disk did not take waits for
 * {@link AccessWriter.retry}. Knows no disk and no clock, so that simulated ones can stand under it.
 */

import type { AccessChange } from '../store/store.ts'
import { type AccessRows, changedRows, writeAccess } from './access-record.ts'
import type { AccessList } from './rules/state.ts'

/** Writes changes, all of them or none, and then says, once, whether the disk has them. */
type WriteAccess = (changes: readonly AccessChange[], done: (written: boolean) => void) => void

/** Calls `over` when the rest is over. @returns what ends it without that */
type Rest = (over: () => void) => () => void

const atOnce: Rest = (over) => {
  over()
  return () => {}
}

/** One write at a time, each of the list that was the latest when it began. */
export class AccessWriter {
  readonly #write: WriteAccess
  /** The rows on the disk, but for those that are {@link AccessWriter.#doubtful}. */
  #kept: AccessRows
  /** Names of rows whose write failed: whether the disk has it is not known. */
  readonly #doubtful = new Set<string>()
  /** The latest list that the disk has not taken yet. */
  #unkept: AccessList | undefined
  /** Whom to tell of the write under way; undefined when there is none. */
  #writing: (() => void)[] | undefined
  /** Whom to tell of the one after it. */
  #next: (() => void)[] = []
  readonly #rest: Rest
  /** Ends the rest before the next write; undefined when there is none. */
  #wake: (() => void) | undefined
  #hurried = false

  /**
   * @param kept the rows that the disk has
   * @param rest waits before the next write for others that want it
   */
  constructor(kept: AccessRows, write: WriteAccess, rest: Rest = atOnce) {
    this.#kept = kept
    this.#write = write
    this.#rest = rest
  }

  /**
   * Keeps a list. `told` is called, in the order of the calls, when this list or a later one is
   * on the disk, or when the disk does not take it.
   */
  keep(access: AccessList, told: () => void): void {
    this.#unkept = access
    this.#next.push(told)
    if (this.#writing === undefined && this.#wake === undefined) this.#begin()
  }

  /** From now on there are no rests. */
  hurry(): void {
    this.#hurried = true
    this.#wake?.()
  }

  /** The disk takes writes again: what it did not take is written now. @returns whether that is */
  retry(): boolean {
    this.#wake?.()
    if (this.#writing === undefined) this.#begin()
    return this.#writing !== undefined
  }

  /** Calls `told` when nothing is being written any more; at once when nothing is. */
  settled(told: () => void): void {
    if (this.#next.length > 0) this.#next.push(told)
    else if (this.#writing !== undefined) this.#writing.push(told)
    else told()
    this.#wake?.()
  }

  #begin(): void {
    const access = this.#unkept
    if (access === undefined) return
    const writing = this.#next
    this.#next = []
    this.#writing = writing
    const rows = writeAccess(access, this.#kept)
    const changes = this.#changes(rows)
    this.#write(changes, (written) => {
      this.#writing = undefined
      if (written) {
        this.#kept = rows
        this.#doubtful.clear()
      } else for (const { name } of changes) this.#doubtful.add(name)
      if (this.#next.length > 0) this.#restThenGoOn()
      else if (written) this.#unkept = undefined
      for (const told of writing) told()
    })
  }

  #restThenGoOn(): void {
    let [over, cancel] = [false, () => {}]
    this.#wake = () => {
      if (over) return
      over = true
      cancel()
      this.#wake = undefined
      if (this.#next.length > 0) this.#begin()
    }
    if (this.#hurried) this.#wake()
    else cancel = this.#rest(this.#wake)
  }

  /** What the disk lacks, and what it may lack. */
  #changes(rows: AccessRows): AccessChange[] {
    const changes = changedRows(this.#kept, rows)
    const named = new Set(changes.map(({ name }) => name))
    const again = [...this.#doubtful].filter((name) => !named.has(name))
    return [...changes, ...again.map((name) => ({ name, value: rows.get(name) ?? null }))]
  }
}
