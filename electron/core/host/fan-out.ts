/**
 * What all members are told: the lines of one turn of the loop leave as one buffer, which every
 * connection shares, so that a commit of many messages costs each member one write. Invariant:
 * nobody hears of things in another order than they were told in; who says something else to
 * anybody flushes first.
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

  /** What was told leaves now. */
  flush(): void {
    const [only] = this.#lines
    if (only === undefined) return
    const bytes = this.#lines.length === 1 ? only : Buffer.concat(this.#lines, this.#bytes)
    const messages = this.#messages
    this.#lines = []
    this.#messages = []
    this.#bytes = 0
    for (const to of recipients({ peers: this.#peers }, {})) this.#write(to, bytes, messages)
  }
}
