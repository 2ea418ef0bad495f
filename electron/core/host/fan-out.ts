/**
 * What all members are told: the lines of one turn of the loop leave as one buffer, which every
 * connection shares, so that a commit of many messages costs each member one write. Invariant:
 * nobody hears of things in another order than they were told in. What goes to one connection alone
 * is said through `inOrder`, also while a write that finds a member too slow leads to more.
 */
import { FAN_OUT_BYTES } from '../../../shared/domain/limits.ts'
import type { HostMessage } from '../../../shared/wire/protocol.ts'
import { encodeLine } from '../net/lines.ts'
import { type ConnectionId, type RoomState, recipients } from './rules/state.ts'

/** Gives one connection what it is told: as bytes for a stream, as messages for our own session. */
type Write = (to: ConnectionId, bytes: Buffer, messages: readonly HostMessage[]) => void

export class FanOut {
  readonly #write: Write
  #lines: Buffer[] = []
  #messages: HostMessage[] = []
  #bytes = 0
  /** Who was in when the first of the lines was told. */
  #peers: RoomState['peers'] = new Map()
  /** What leaves next, in its order. */
  readonly #leaving: (() => void)[] = []
  #draining = false

  constructor(write: Write) {
    this.#write = write
  }

  /** To every member of these. It leaves at the end of this turn, at the latest. */
  tell(peers: RoomState['peers'], message: HostMessage): void {
    if (peers !== this.#peers) this.flush()
    if (this.#lines.length === 0) process.nextTick(() => this.flush())
    const line = encodeLine(message)
    this.#peers = peers
    this.#lines.push(line)
    this.#messages.push(message)
    this.#bytes += line.length
    if (this.#bytes >= FAN_OUT_BYTES) this.flush()
  }

  /** Does something behind all that was told so far. */
  inOrder(act: () => void): void {
    this.#gather()
    this.#leaving.push(act)
    this.#drain()
  }

  /** What was told leaves now. */
  flush(): void {
    this.#gather()
    this.#drain()
  }

  #gather(): void {
    const [only] = this.#lines
    if (only === undefined) return
    const bytes = this.#lines.length === 1 ? only : Buffer.concat(this.#lines, this.#bytes)
    const messages = this.#messages
    const peers = this.#peers
    this.#lines = []
    this.#messages = []
    this.#bytes = 0
    this.#leaving.push(() =>
      doAll(recipients({ peers }, {}), (to) => this.#write(to, bytes, messages)),
    )
  }

  #drain(): void {
    if (this.#draining) return
    this.#draining = true
    try {
      doAll(emptied(this.#leaving), (act) => act())
    } finally {
      this.#draining = false
    }
  }
}

/** One that throws keeps the others from nothing. */
function doAll<T>(all: Iterable<T>, act: (one: T) => void): void {
  const failures: unknown[] = []
  for (const one of all) {
    try {
      act(one)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** What is in there, and what comes while it is being emptied. */
function* emptied<T>(list: T[]): Generator<T> {
  for (let one = list.shift(); one !== undefined; one = list.shift()) yield one
}
