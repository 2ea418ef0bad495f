/**
 * A room on this computer: gives each connection a number, puts what is heard into the room's
 * rules, and has ports that do what they decide.
 */

import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import {
  HELLO_LINE_BYTES,
  INVITE_DAY_MS,
  LINE_BYTES,
  PENDING_CONNECTIONS,
  RESERVE_MS,
  ROOM_MEMBERS,
  THINKING_MS,
} from '../../../shared/domain/limits.ts'
import type {
  AccessView,
  ModerationAction,
  Newcomer,
  Past,
  PerAddress,
} from '../../../shared/domain/moderation.ts'
import { UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { later, type UnixMs } from '../../../shared/domain/time.ts'
import {
  type HostMessage,
  type MemberMessage,
  parseMemberLine,
} from '../../../shared/wire/protocol.ts'
import { opensWith, type PasswordRecord } from '../auth/opaque.ts'
import type { Login } from '../auth/password-gate.ts'
import type { Clock } from '../clock.ts'
import { Driver, type Ports } from '../driver.ts'
import { Connection } from '../net/connection.ts'
import { Intake } from '../net/intake.ts'
import { encodeLine } from '../net/lines.ts'
import type { LogInfo, Store } from '../store/store.ts'
import { readAccess } from './access-record.ts'
import { RoomLog } from './log-port.ts'
import { RoomPassword, recordOf } from './password.ts'
import { Reservations } from './reservations.ts'
import { stepRoom } from './rules/room.ts'
import {
  type ConnectionId,
  initialRoom,
  newAccess,
  type PasswordMessage,
  type RoomEffect,
  type RoomInput,
  type RoomState,
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
  readonly connection: Connection<MemberMessage, HostMessage>
  readonly peer: ProvenPeer
  readonly intake: Intake
  /** Its dealings with the password that this record is of. */
  login: { readonly record: PasswordRecord; readonly login: Login } | undefined
  cancelTimer(): void
}

export interface HostRoomOptions {
  readonly name: string
  readonly clock: Clock
  readonly hostKey: Fingerprint
  readonly store: Store
  /** The room's log; its id is the room's, and the access list that it has holds. */
  readonly log: LogInfo
  /** For a new room; one that was open before keeps its own. */
  readonly approving?: boolean
  readonly past?: Past
  readonly perAddress?: PerAddress
  /** Most members; ROOM_MEMBERS unless told. */
  readonly capacity?: number
  /** What the host sees of who may come in has changed: {@link HostRoom.accessView}. */
  onAccessChange?(): void
}

export class HostRoom {
  readonly id: string
  readonly #clock: Clock
  readonly #log: RoomLog
  readonly #driver: Driver<RoomState, RoomInput, RoomEffect>
  readonly #lines = new Map<ConnectionId, Line>()
  /** Connections that are not members yet, the longest-waiting first. */
  readonly #strangers = new Set<ConnectionId>()
  readonly #reservations: Reservations
  readonly #password: RoomPassword
  /** The password that a record was found to be of. */
  #proven: { readonly record: PasswordRecord; readonly password: string } | undefined
  #changing: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined
  #lastId = 0
  #whenEmpty: (() => void) | undefined

  /** @throws {Error} when the access list that the log has cannot be read */
  constructor(options: HostRoomOptions) {
    const { name, clock, hostKey, log, capacity = ROOM_MEMBERS } = options
    this.id = log.roomId
    this.#clock = clock
    this.#log = new RoomLog(options.store, log.id)
    this.#password = new RoomPassword(this.id, hostKey, clock)
    this.#reservations = new Reservations(clock, (key) =>
      this.#driver.put({ type: 'unreserve', key }),
    )
    const { approving = false, past = 'all', perAddress = null } = options
    const kept = log.door === null ? null : readAccess(log.door)
    const state = initialRoom(
      { id: this.id, name, capacity, hostKey },
      kept ?? newAccess({ approving, locked: false, past, perAddress }),
      {
        seq: log.last,
        ...(kept !== null && { quietUntil: later(clock.monotonic(), RESERVE_MS) }),
      },
    )
    const rules = (before: RoomState, input: RoomInput) =>
      stepRoom(before, input, {
        // A clock from before 1970 says nothing that could stand on the wire.
        wall: Math.max(UNKNOWN_TIME, clock.wall()) as UnixMs,
        monotonic: clock.monotonic(),
      })
    this.#driver = new Driver(state, rules, this.#ports(options.onAccessChange ?? (() => {})))
    if (state.password !== null && state.standing === null) {
      this.#driver.put({ type: 'standing', secret: newSecret() })
    }
    // Asked for on the command line, it counts for a room that goes on as well.
    if (kept !== null && options.perAddress !== undefined && options.perAddress !== null) {
      this.moderate({ type: 'perAddress', places: options.perAddress })
    }
  }

  /** The secret of the standing link; null where none is needed. */
  get standing(): string | null {
    return this.#driver.state.standing
  }

  get accessView(): AccessView {
    const { policy, password, peers, banned } = this.#driver.state
    const waiting = [...peers.values()].flatMap((peer): Newcomer[] =>
      peer.stage === 'waiting' ? [{ key: peer.key, name: peer.name }] : [],
    )
    return {
      ...policy,
      password: password !== null,
      waiting,
      banned: [...banned].map(([key, name]) => ({ key, name })),
    }
  }

  /**
   * Sets, changes or (null) takes away the password. Links and keys let in before are void then.
   * @throws {AppError} password_invalid
   */
  setPassword(password: string | null): Promise<void> {
    return this.#inTurn(() => this.#setPassword(password))
  }

  /** Sets the password unless it is the one that holds: links and keys let in before stay good. */
  ensurePassword(password: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!(await this.isPassword(password))) await this.#setPassword(password)
    })
  }

  /** A record takes its time, and the last word counts. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(change)
    this.#changing = changed.catch(() => {})
    return changed
  }

  async #setPassword(password: string | null): Promise<void> {
    const record = password === null ? null : await recordOf(password, this.id)
    this.#proven = record === null || password === null ? undefined : { record, password }
    this.#driver.put({ type: 'password', record, standing: record === null ? null : newSecret() })
    await this.#log.settled()
  }

  /** Whether this is the password that holds. The first look at one takes a tenth of a second. */
  async isPassword(password: string): Promise<boolean> {
    const { password: record } = this.#driver.state
    if (record === null) return false
    if (this.#proven?.record === record) return this.#proven.password === password
    if (!(await opensWith(record, password, this.id))) return false
    this.#proven = { record, password }
    return true
  }

  moderate(action: Exclude<ModerationAction, { type: 'password' }>): void {
    this.#driver.put({ type: 'moderate', action })
  }

  /**
   * The secret for an invite link: `once` for one newcomer, `day` for 24 hours. It stands for
   * the password and for the host's word.
   */
  async ticket(kind: 'once' | 'day'): Promise<string> {
    const expires = kind === 'day' ? this.#clock.wall() + INVITE_DAY_MS : null
    const secret = newSecret()
    const ticket = { once: kind === 'once', expires, skipsApproval: true }
    this.#driver.put({ type: 'ticket', secret, ticket })
    await this.#log.settled()
    return secret
  }

  /**
   * Takes in a connection whose peer has proven its key; the room greets it.
   * @param host true for the host's own session, which the others see marked as such
   */
  accept(stream: Duplex, peer: ProvenPeer, host = false): void {
    this.#lastId += 1
    const from = this.#lastId
    const connection = new Connection<MemberMessage, HostMessage>({
      stream,
      clock: this.#clock,
      parse: parseMemberLine,
      lineLimit: HELLO_LINE_BYTES,
      mustListen: true,
      onMessage: (message) => this.#driver.put({ type: 'heard', from, message }),
      onBad: (why) => this.#driver.put({ type: 'bad', from, why }),
      onClose: () => this.#closed(from),
    })
    const cancelTimer = this.#late(from)
    const intake = new Intake((on) => connection.hold(on))
    this.#lines.set(from, { connection, peer, intake, login: undefined, cancelTimer })
    this.#strangers.add(from)
    const { key, address } = peer
    this.#driver.put({ type: 'connected', from, key, host, address })
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
    this.#driver.put({ type: 'close', away })
    this.#reservations.close()
    if (this.#lines.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve
      })
    }
    await this.#log.settled()
  }

  /** People think, compare and type, so a stranger has time; but the oldest goes when it is crowded. */
  #late(from: ConnectionId): () => void {
    return this.#clock.after(THINKING_MS, () => this.#driver.put({ type: 'late', from }))
  }

  #makeRoom(): void {
    const [oldest] = this.#strangers
    if (oldest === undefined || this.#strangers.size <= PENDING_CONNECTIONS) return
    this.#strangers.delete(oldest)
    this.#driver.put({ type: 'crowded', from: oldest })
  }

  #closed(from: ConnectionId): void {
    this.#settle(from)
    this.#lines.delete(from)
    this.#driver.put({ type: 'gone', from })
    if (this.#lines.size === 0) this.#whenEmpty?.()
  }

  #settle(from: ConnectionId): void {
    this.#strangers.delete(from)
    this.#lines.get(from)?.cancelTimer()
  }

  #ports(onAccessChange: () => void): Ports<RoomEffect> {
    return {
      send: ({ to, message }) => this.#lines.get(to)?.connection.send(message),
      broadcast: ({ message, except, only }) => {
        const line = encodeLine(message)
        for (const [to, { stage }] of this.#driver.state.peers) {
          if (stage !== 'member' || to === except || only?.has(to) === false) continue
          this.#lines.get(to)?.connection.sendBytes(line)
        }
      },
      judge: ({ from, message, record }) => this.#judge(from, message, record),
      store: ({ from, said }) => {
        const stored = this.#log.append(said).then((outcome) => {
          this.#driver.put({ type: 'stored', from, cid: said.cid, outcome })
        })
        this.#lines.get(from)?.intake.take(Buffer.byteLength(said.text ?? ''), stored)
      },
      read: ({ from, query }) => {
        void this.#log.read(query).then((events) => {
          this.#driver.put({ type: 'read', from, query, events })
        })
      },
      keepAccess: ({ access }) => {
        void this.#log.keepAccess(access).then(() => this.#driver.put({ type: 'accessKept' }))
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
        this.#lines.get(to)?.connection.close()
      },
      showAccess: onAccessChange,
    }
  }

  #judge(from: ConnectionId, message: PasswordMessage, record: PasswordRecord): void {
    const line = this.#lines.get(from)
    if (line === undefined) return
    const { key: memberKey, binding } = line.peer
    // With another password, everybody begins anew.
    if (line.login?.record !== record) {
      line.login = { record, login: this.#password.login(record, { memberKey, binding }) }
    }
    const { login } = line.login
    const verdict =
      message.type === 'opaque_start'
        ? login.start(message.request)
        : login.finish(message.finish, message.proof)
    this.#driver.put({ type: 'judged', from, verdict })
  }
}

/** 128 bits that nobody can guess. */
const newSecret = () => randomBytes(16).toString('base64url')
