/**
 * A room on this computer: gives each connection a number, puts what is heard into the room's
 * rules, and has ports that do what they decide. `room-service.ts` is what the others see of it.
 */

import type { Duplex } from 'node:stream'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import {
  HELLO_LINE_BYTES,
  LINE_BYTES,
  PENDING_CONNECTIONS,
  THINKING_MS,
} from '../../../shared/domain/limits.ts'
import { UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import { eventCost } from '../../../shared/events/body.ts'
import {
  type HostMessage,
  judgeMember,
  type MemberMessage,
  parseMemberLine,
} from '../../../shared/wire/protocol.ts'
import { opaqueReady, type PasswordRecord } from '../auth/opaque.ts'
import type { Login } from '../auth/password-gate.ts'
import type { Clock } from '../clock.ts'
import { Driver, type Ports } from '../driver.ts'
import { Connection } from '../net/connection.ts'
import { Intake } from '../net/intake.ts'
import { encodeLine } from '../net/lines.ts'
import { LocalEnd } from '../net/local-link.ts'
import { FanOut } from './fan-out.ts'
import type { RoomLog } from './log-port.ts'
import { PasswordGates } from './password.ts'
import { Reservations } from './reservations.ts'
import { stepRoom } from './rules/room.ts'
import {
  type ConnectionId,
  type PasswordMessage,
  type RoomEffect,
  type RoomInput,
  type RoomState,
  recipients,
} from './rules/state.ts'

/** What TLS has proven of a peer. */
export interface ProvenPeer {
  readonly key: Fingerprint
  /** The 32 bytes of RFC 9266 that bind a proof to this very connection. */
  readonly binding: Uint8Array
  /** Where it comes from, see net/peer-network.ts; null when that is not known. */
  readonly address: string | null
}

interface Line {
  readonly connection: Pick<
    Connection<MemberMessage, HostMessage>,
    'send' | 'hold' | 'raiseLineLimit' | 'close'
  > &
    Pick<LocalEnd<MemberMessage, HostMessage>, 'sendBytes' | 'sendLines'>
  readonly peer: ProvenPeer
  readonly intake: Intake
  /** Its dealings with the password that this record is of. */
  login: { readonly record: PasswordRecord; readonly login: Login } | undefined
  cancelTimer(): void
}

interface RoomDriverOptions {
  readonly clock: Clock
  readonly log: RoomLog
  /** What the host sees of who may come in has changed. */
  onAccessChange(): void
}

/**
 * Owns every connection that was handed to `accept`, until it has closed. A number is never given
 * twice.
 */
export class RoomDriver {
  readonly #clock: Clock
  readonly #log: RoomLog
  readonly #driver: Driver<RoomState, RoomInput, RoomEffect>
  readonly #lines = new Map<ConnectionId, Line>()
  /** Connections that are not members yet, the longest-waiting first. */
  readonly #strangers = new Set<ConnectionId>()
  readonly #reservations: Reservations
  readonly #gates: PasswordGates
  readonly #fanOut: FanOut
  #closing: Promise<void> | undefined
  #lastId = 0
  #whenEmpty: (() => void) | undefined

  /** @param state what the room begins with */
  constructor(state: RoomState, { clock, log, onAccessChange }: RoomDriverOptions) {
    this.#clock = clock
    this.#log = log
    this.#fanOut = new FanOut(clock, (to, bytes, messages) =>
      this.#lines.get(to)?.connection.sendLines(bytes, messages),
    )
    this.#gates = new PasswordGates(state.config.id, state.config.hostKey, clock)
    this.#reservations = new Reservations(clock, (key) => this.put({ type: 'unreserve', key }))
    const rules = (before: RoomState, input: RoomInput) =>
      stepRoom(before, input, {
        // A clock from before 1970 says nothing that could stand on the wire.
        wall: unixMs(Math.max(UNKNOWN_TIME, clock.wall())),
        monotonic: clock.monotonic(),
      })
    this.#driver = new Driver(state, rules, this.#ports(onAccessChange))
  }

  /** See {@link Driver.state}. */
  get state(): RoomState {
    return this.#driver.state
  }

  /** See {@link Driver.put}. */
  put(input: RoomInput): void {
    this.#driver.put(input)
  }

  /**
   * Takes in a connection whose peer has proven its key; the room greets it. That of the host's own
   * session is a local one, and the others see its member marked as such.
   */
  accept(stream: Duplex | LocalEnd<MemberMessage, HostMessage>, peer: ProvenPeer): void {
    this.#lastId += 1
    const from = this.#lastId
    const host = stream instanceof LocalEnd
    const ear = {
      onMessage: (message: MemberMessage) => this.put({ type: 'heard', from, message }),
      onBad: (why: string) => this.put({ type: 'bad', from, why }),
      onClose: () => this.#closed(from),
    }
    const connection = host
      ? stream
      : new Connection<MemberMessage, HostMessage>({
          stream,
          clock: this.#clock,
          parse: parseMemberLine,
          lineLimit: HELLO_LINE_BYTES,
          mustListen: true,
          ...ear,
        })
    if (host) stream.listen({ judge: judgeMember, ...ear })
    const cancelTimer = this.#late(from)
    const intake = new Intake((on) => connection.hold(on))
    this.#lines.set(from, { connection, peer, intake, login: undefined, cancelTimer })
    this.#strangers.add(from)
    const { key, address } = peer
    this.put({ type: 'connected', from, key, host, address })
    this.#makeRoom()
  }

  /**
   * Tells everybody that the room closes, or that its host is away for now; resolves when every
   * connection has gone and the log has all of it.
   */
  close(away = false): Promise<void> {
    this.#closing ??= this.#close(away)
    return this.#closing
  }

  async #close(away: boolean): Promise<void> {
    this.put({ type: 'close', away })
    this.#fanOut.flush()
    this.#reservations.close()
    if (this.#lines.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve
      })
    }
    await this.#log.settled()
  }

  /**
   * People think, compare and type, so a stranger has time; but the oldest goes when it is crowded.
   */
  #late(from: ConnectionId): () => void {
    return this.#clock.after(THINKING_MS, () => this.put({ type: 'late', from }))
  }

  #makeRoom(): void {
    const [oldest] = this.#strangers
    if (oldest === undefined || this.#strangers.size <= PENDING_CONNECTIONS) return
    this.#strangers.delete(oldest)
    this.put({ type: 'crowded', from: oldest })
  }

  #closed(from: ConnectionId): void {
    this.#settle(from)
    this.#lines.delete(from)
    this.put({ type: 'gone', from })
    if (this.#lines.size === 0) this.#whenEmpty?.()
  }

  #settle(from: ConnectionId): void {
    this.#strangers.delete(from)
    this.#lines.get(from)?.cancelTimer()
  }

  #ports(onAccessChange: () => void): Ports<RoomEffect> {
    return {
      send: ({ to, message }) => {
        this.#fanOut.toOne(to, () => this.#lines.get(to)?.connection.send(message))
      },
      broadcast: (effect) => {
        if (effect.only === undefined)
          this.#fanOut.tell(this.state.peers, effect.message, effect.except)
        else this.#tellOnly(effect)
      },
      judge: ({ from, message, record }) => {
        void opaqueReady().then(() => this.#judge(from, message, record))
      },
      store: ({ from, said, floor }) => {
        const stored = this.#log.append(said, floor).then((outcome) => {
          this.put({ type: 'stored', from, cid: said.cid, outcome })
        })
        this.#lines.get(from)?.intake.take(eventCost(said), stored)
      },
      read: ({ from, query }) => {
        void this.#log.read(query).then((events) => {
          this.put({ type: 'read', from, query, events })
        })
      },
      look: ({ from, seq }) => {
        void this.#log.look(seq).then((found) => this.put({ type: 'looked', from, seq, found }))
      },
      findFloor: ({ from, key, rows }) => {
        void this.#log.rowsFrom(rows).then((floor) => {
          this.put({ type: 'floorFound', from, key, floor })
        })
      },
      keepAccess: ({ access }) => {
        void this.#log.keepAccess(access).then(() => this.put({ type: 'accessKept' }))
      },
      reserve: ({ key }) => this.#reservations.begin(key),
      waiting: ({ to }) => {
        const line = this.#lines.get(to)
        line?.cancelTimer()
        if (line !== undefined) line.cancelTimer = this.#late(to)
      },
      admitted: ({ to }) => {
        this.#settle(to)
        this.#lines.get(to)?.connection.raiseLineLimit(LINE_BYTES)
      },
      hangUp: ({ to }) => {
        this.#settle(to)
        this.#fanOut.toOne(to, () => this.#lines.get(to)?.connection.close())
      },
      showAccess: onAccessChange,
    }
  }

  #tellOnly(effect: Extract<RoomEffect, { type: 'broadcast' }>): void {
    const { message } = effect
    const line = encodeLine(message)
    for (const to of [...recipients(this.state, effect)]) {
      this.#fanOut.toOne(to, () => this.#lines.get(to)?.connection.sendBytes(line, message))
    }
  }

  #judge(from: ConnectionId, message: PasswordMessage, record: PasswordRecord): void {
    const line = this.#lines.get(from)
    if (line === undefined) return
    const { key: memberKey, binding } = line.peer
    // With another password, everybody begins anew.
    if (line.login?.record !== record) {
      line.login = { record, login: this.#gates.login(record, { memberKey, binding }) }
    }
    const { login } = line.login
    const verdict =
      message.type === 'opaque_start'
        ? login.start(message.request)
        : login.finish(message.finish, message.proof)
    this.put({ type: 'judged', from, verdict })
  }
}
