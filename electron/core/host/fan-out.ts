/**
 * What all members are told: the lines of one turn of the loop leave as one buffer, which every
 * connection shares, so that a commit of many messages costs each member one write; and so does a
 * crowd that comes or goes, which may take PRESENCE_MS. Invariant: nobody hears of things in another
 * order than they were told in; what goes to one connection alone is said through `toOne`, behind
 * what it was told before.
 */
import { FAN_OUT_BYTES, PRESENCE_MS } from '../../../shared/domain/limits.ts'
import { elapsed, type MonotonicMs } from '../../../shared/domain/time.ts'
import type { HostMessage } from '../../../shared/wire/protocol.ts'
import type { Clock } from '../clock.ts'
import { encodeLine } from '../net/lines.ts'
import { type ConnectionId, type RoomState, recipients } from './rules/state.ts'

/** Gives one connection what it is told: as bytes for a stream, as messages for our own session. */
type Write = (to: ConnectionId, bytes: Buffer, messages: readonly HostMessage[]) => void

/** A stretch of what was told. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly bytes: Buffer
  readonly messages: readonly HostMessage[]
}

/** Who hears what is told is for the room's state to say, at the moment when it is told. */
export class FanOut {
  readonly #write: Write
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>
  /** What was told and has not left for everybody. */
  #lines: { readonly bytes: Buffer; readonly message: HostMessage }[] = []
  #bytes = 0
  /** How much was told before these. */
  #before = 0
  /** Who was in when something was told last. */
  #peers: RoomState['peers'] = new Map()
  /** How much of all that was told each of them has, or is not to have. */
  readonly #has = new Map<ConnectionId, number>()
  /** Most members have the same to get. */
  #last: Stretch | undefined
  #flushing = false
  /** What waits leaves at the end of this turn. */
  #leaves = false
  #cancelPresence: (() => void) | undefined
  /** When who came or went was told last. */
  #presenceAt: MonotonicMs | undefined

  constructor(clock: Pick<Clock, 'monotonic' | 'after'>, write: Write) {
    this.#clock = clock
    this.#write = write
  }

  /**
   * To every member of these but one. It leaves at the end of this turn, at the latest; who came or
   * went, a moment after the last one who did.
   */
  tell(peers: RoomState['peers'], message: HostMessage, except?: ConnectionId): void {
    if (peers !== this.#peers) this.#takeOver(peers)
    const excepted = except !== undefined && this.#has.has(except)
    // The first one in is told to nobody.
    if (this.#has.size === Number(excepted)) return
    if (excepted) this.#catchUp(except)
    if (message.type === 'member') this.#leaveWithOthers()
    else this.#leaveSoon()
    const bytes = encodeLine(message)
    this.#lines.push({ bytes, message })
    this.#bytes += bytes.length
    if (excepted) this.#has.set(except, this.#told)
    if (this.#bytes >= FAN_OUT_BYTES) this.flush()
  }

  /** Does something for one connection, behind what it was told so far. */
  toOne(to: ConnectionId, act: () => void): void {
    this.#catchUp(to)
    act()
  }

  /** What was told leaves now. */
  flush(): void {
    // A write can lead to more that is told, which whoever is further down gets as well.
    if (this.#flushing) return
    this.#flushing = true
    const failures: unknown[] = []
    while (this.#lines.length > 0) {
      const until = this.#told
      for (const to of this.#has.keys()) {
        // One that throws keeps the others from nothing.
        try {
          this.#catchUp(to)
        } catch (error) {
          failures.push(error)
        }
      }
      for (const { bytes } of this.#lines.splice(0, until - this.#before))
        this.#bytes -= bytes.length
      this.#before = until
    }
    this.#last = undefined
    this.#flushing = false
    this.#cancelPresence?.()
    this.#cancelPresence = undefined
    if (failures.length > 0) throw failures[0]
  }

  /** Who has come hears what is told from now on, who has gone what was told before. */
  #takeOver(peers: RoomState['peers']): void {
    this.#peers = peers
    const members = new Set(recipients({ peers }, {}))
    for (const to of members) if (!this.#has.has(to)) this.#has.set(to, this.#told)
    for (const to of [...this.#has.keys()]) {
      if (members.has(to)) continue
      this.#catchUp(to)
      this.#has.delete(to)
    }
  }

  #leaveSoon(): void {
    if (this.#leaves) return
    this.#leaves = true
    process.nextTick(() => {
      this.#leaves = false
      this.flush()
    })
  }

  #leaveWithOthers(): void {
    const [last, now] = [this.#presenceAt, this.#clock.monotonic()]
    const waited = last === undefined ? PRESENCE_MS : elapsed(last, now)
    if (waited >= PRESENCE_MS) {
      this.#presenceAt = now
      this.#leaveSoon()
    } else
      this.#cancelPresence ??= this.#clock.after(PRESENCE_MS - waited, () => {
        this.#presenceAt = this.#clock.monotonic()
        this.flush()
      })
  }

  get #told(): number {
    return this.#before + this.#lines.length
  }

  #catchUp(to: ConnectionId): void {
    const [from, told] = [this.#has.get(to), this.#told]
    if (from === undefined || from === told) return
    this.#has.set(to, told)
    const { bytes, messages } = this.#stretch(from, told)
    this.#write(to, bytes, messages)
  }

  #stretch(from: number, to: number): Stretch {
    if (this.#last?.from === from && this.#last.to === to) return this.#last
    const lines = this.#lines.slice(from - this.#before, to - this.#before)
    const all = lines.map(({ bytes }) => bytes)
    const bytes = all.length === 1 && all[0] !== undefined ? all[0] : Buffer.concat(all)
    this.#last = { from, to, bytes, messages: lines.map(({ message }) => message) }
    return this.#last
  }
}
