/**
 * The only writer towards windows: gathers changes for a frame and pushes them under one
 * revision, so that a burst of a thousand messages is a handful of pushes. Within a push a change
 * stands where the first of its key came; entries add up, everything else is as it was last.
 */

import type { Change, Push } from '../../../shared/contract/snapshot.ts'
import { assertNever } from '../../../shared/domain/assert-never.ts'
import { PUSH_MS } from '../../../shared/domain/limits.ts'
import type { Entry, Stretch } from '../../../shared/events/conversation.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'

/**
 * Whoever adds a change does not alter it afterwards. The first one after a push is pushed after
 * PUSH_MS, with all that came meanwhile.
 */
export class PushHub {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #listeners = new Set<(push: Push) => void>()
  #waiting = new Map<string, Change>()
  #revision = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  /** Adds a change to the next push. */
  add(change: Change): void {
    const key = keyOf(change)
    const waiting = this.#waiting.get(key)
    if (change.type === 'entries' && waiting?.type === 'entries') {
      const stretch = joined(waiting.stretch, change.stretch)
      const missed = waiting.missed || change.missed
      this.#waiting.set(key, { ...change, stretch, ...(missed && { missed }) })
    } else {
      this.#waiting.set(key, change.type === 'entries' ? ours(change) : change)
    }
    this.#cancel ??= this.#clock.after(PUSH_MS, () => this.flush())
  }

  /** Pushes what waits, and answers the revision that a snapshot taken now stands for. */
  flush(): number {
    this.#cancel?.()
    this.#cancel = undefined
    if (this.#waiting.size > 0) {
      this.#revision += 1
      const push: Push = { revision: this.#revision, changes: [...this.#waiting.values()] }
      this.#waiting.clear()
      for (const listener of this.#listeners) this.#tell(listener, push)
    }
    return this.#revision
  }

  /** Calls `listener` for every push; returns its unsubscribe. */
  onPush = (listener: (push: Push) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Pushes what waits; what is added later nobody hears. */
  close(): void {
    this.flush()
    this.#listeners.clear()
  }

  /** One broken window must not starve the others. */
  #tell(listener: (push: Push) => void, push: Push): void {
    try {
      listener(push)
    } catch (error) {
      this.#logger.error('a window could not take a push', error)
    }
  }
}

type Entries = Extract<Change, { type: 'entries' }>

/** A list that only we add to. */
const ours = (change: Entries): Entries => ({
  ...change,
  stretch: { ...change.stretch, entries: [...change.stretch.entries] },
})

/** Two stretches that follow each other, as one; the first of them is ours. */
function joined(before: Stretch, after: Stretch): Stretch {
  ;(before.entries as Entry[]).push(...after.entries)
  return { from: before.from, to: Math.max(before.to, after.to), entries: before.entries }
}

/** Changes with the same key replace each other within a push. */
function keyOf(change: Change): string {
  switch (change.type) {
    case 'room':
      return `room ${change.room.id}`
    case 'members':
    case 'entries':
    case 'removed':
      return `${change.type} ${change.roomId}`
    case 'shown':
      return `shown ${change.roomId} ${change.row.seq}`
    case 'pending':
      return `pending ${change.roomId} ${change.message.cid}`
    case 'unpending':
      return `pending ${change.roomId} ${change.cid}`
    case 'attempt':
      return `attempt ${change.attemptId}`
    case 'identity':
    case 'settings':
    case 'warnings':
      return change.type
    default:
      return assertNever(change)
  }
}
