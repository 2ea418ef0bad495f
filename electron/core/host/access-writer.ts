/**
 * When the access list is written: all that change it while the disk is busy share the next write,
 * and a list that the disk did not take waits for {@link AccessWriter.retry}. Knows no disk, so
 * that a simulated one can stand under it.
 */
import type { AccessList } from './rules/state.ts'

/** Writes a list and then says, once, whether the disk has it. */
type WriteAccess = (access: AccessList, done: (written: boolean) => void) => void

/** One write at a time, each of the list that was the latest when it began. */
export class AccessWriter {
  readonly #write: WriteAccess
  /** The latest list that the disk has not taken yet. */
  #unkept: AccessList | undefined
  /** Whom to tell of the write under way; undefined when there is none. */
  #writing: (() => void)[] | undefined
  /** Whom to tell of the one after it. */
  #next: (() => void)[] = []

  constructor(write: WriteAccess) {
    this.#write = write
  }

  /**
   * Keeps a list. `told` is called, in the order of the calls, when this list or a later one is
   * on the disk, or when the disk does not take it.
   */
  keep(access: AccessList, told: () => void): void {
    this.#unkept = access
    this.#next.push(told)
    if (this.#writing === undefined) this.#begin()
  }

  /** The disk takes writes again: what it did not take is written now. @returns whether that is */
  retry(): boolean {
    if (this.#writing === undefined) this.#begin()
    return this.#writing !== undefined
  }

  /** Calls `told` when nothing is being written any more; at once when nothing is. */
  settled(told: () => void): void {
    if (this.#writing === undefined) told()
    else if (this.#next.length > 0) this.#next.push(told)
    else this.#writing.push(told)
  }

  #begin(): void {
    const access = this.#unkept
    if (access === undefined) return
    const writing = this.#next
    this.#next = []
    this.#writing = writing
    this.#write(access, (written) => {
      this.#writing = undefined
      if (this.#next.length > 0) this.#begin()
      else if (written) this.#unkept = undefined
      for (const told of writing) told()
    })
  }
}
