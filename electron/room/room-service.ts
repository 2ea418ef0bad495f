/**
 * Carries out what the pure room decides: gives each connection a number, feeds what is heard
 * into the room, and does its effects. The only mutable state is here.
 */
import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { assertNever } from '../../shared/assert-never.ts'
import {
  GOODBYE_MS,
  HANDSHAKE_MS,
  HELLO_LINE_BYTES,
  LINE_BYTES,
  PENDING_CONNECTIONS,
  ROOM_MEMBERS,
} from '../../shared/limits.ts'
import { type HostMessage, type MemberMessage, parseMemberLine } from '../../shared/protocol.ts'
import type { Clock } from '../clock.ts'
import { Connection } from '../net/connection.ts'
import { encodeLine } from '../net/lines.ts'
import { stepRoom } from './room.ts'
import {
  type ConnectionId,
  openRoom,
  type RoomEffect,
  type RoomInput,
  type RoomState,
} from './room-state.ts'

interface Line {
  readonly connection: Connection<MemberMessage, HostMessage>
  cancelHandshake(): void
}

export interface RoomServiceOptions {
  readonly name: string
  readonly clock: Clock
  /** Most members; ROOM_MEMBERS unless told. */
  readonly capacity?: number
}

export class RoomService {
  readonly #clock: Clock
  readonly #lines = new Map<ConnectionId, Line>()
  #state: RoomState
  readonly #inputs: RoomInput[] = []
  #stepping = false
  #lastId = 0
  #greeting = 0
  #whenEmpty: (() => void) | undefined

  constructor({ name, clock, capacity = ROOM_MEMBERS }: RoomServiceOptions) {
    this.#clock = clock
    this.#state = openRoom({ id: randomUUID(), name, capacity })
  }

  /** Members in the room now, the host included. */
  get members(): number {
    return this.#state.members
  }

  /**
   * Takes a new connection in; the room greets it.
   * @param host true for the host's own session, which the others see marked as such
   */
  accept(stream: Duplex, host = false): void {
    if (this.#greeting >= PENDING_CONNECTIONS) {
      const text = 'Too many are joining now.'
      const cancel = this.#clock.after(GOODBYE_MS, () => stream.destroy())
      stream.on('error', () => stream.destroy()).on('close', cancel)
      stream.end(encodeLine({ type: 'refused', code: 'room_busy', text, retryAfter: 5 }))
      stream.resume()
      return
    }
    this.#lastId += 1
    const from = this.#lastId
    const connection = new Connection<MemberMessage, HostMessage>({
      stream,
      clock: this.#clock,
      parse: parseMemberLine,
      lineLimit: HELLO_LINE_BYTES,
      onMessage: (message) => this.#step({ type: 'heard', from, message }),
      onBad: (why) => this.#step({ type: 'bad', from, why }),
      onClose: () => this.#closed(from),
    })
    this.#greeting += 1
    let greeting = true
    const cancelTimer = this.#clock.after(HANDSHAKE_MS, () => this.#step({ type: 'late', from }))
    const cancelHandshake = () => {
      cancelTimer()
      if (greeting) this.#greeting -= 1
      greeting = false
    }
    this.#lines.set(from, { connection, cancelHandshake })
    this.#step({ type: 'connected', from, host })
  }

  /** Tells everybody that the room closes; resolves when every connection has gone. */
  async close(): Promise<void> {
    this.#step({ type: 'close' })
    if (this.#lines.size === 0) return
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve
    })
  }

  #closed(from: ConnectionId): void {
    this.#lines.get(from)?.cancelHandshake()
    this.#lines.delete(from)
    this.#step({ type: 'gone', from })
    if (this.#lines.size === 0) this.#whenEmpty?.()
  }

  /**
   * One input at a time, whole: an effect can cause the next input at once (a send that finds the
   * peer too slow closes it), and everybody must see the same order of things.
   */
  #step(input: RoomInput): void {
    this.#inputs.push(input)
    if (this.#stepping) return
    this.#stepping = true
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const context = { now: this.#clock.now(), newId: randomUUID() }
      const { state, effects } = stepRoom(this.#state, next, context)
      this.#state = state
      for (const effect of effects) this.#do(effect)
    }
    this.#stepping = false
  }

  #do(effect: RoomEffect): void {
    switch (effect.type) {
      case 'send':
        this.#lines.get(effect.to)?.connection.send(effect.message)
        return
      case 'broadcast': {
        const line = encodeLine(effect.message)
        for (const [to, person] of this.#state.people) {
          if (person.stage === 'member' && to !== effect.except)
            this.#lines.get(to)?.connection.sendBytes(line)
        }
        return
      }
      case 'admitted': {
        const line = this.#lines.get(effect.to)
        line?.cancelHandshake()
        line?.connection.raiseLineLimit(LINE_BYTES)
        return
      }
      case 'hangUp': {
        const line = this.#lines.get(effect.to)
        line?.cancelHandshake()
        line?.connection.close()
        return
      }
      default:
        assertNever(effect)
    }
  }
}
