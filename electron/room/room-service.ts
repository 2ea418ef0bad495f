/**
 * Carries out what the pure room decides: gives each connection a number, feeds what is heard
 * into the room, and does its effects. The only mutable state is here.
 */
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { assertNever } from '../../shared/assert-never.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { AdminAction } from '../../shared/ipc.ts'
import {
  HELLO_LINE_BYTES,
  INVITE_DAY_MS,
  LINE_BYTES,
  PENDING_CONNECTIONS,
  RESERVE_MS,
  ROOM_MEMBERS,
  THINKING_MS,
} from '../../shared/limits.ts'
import { UNKNOWN_TIME } from '../../shared/moments.ts'
import { type HostMessage, type MemberMessage, parseMemberLine } from '../../shared/protocol.ts'
import type { Hosting, Past, PerAddress, Visitor } from '../../shared/snapshot.ts'
import { later, type UnixMs } from '../../shared/time.ts'
import type { GateVisit } from '../auth/password-gate.ts'
import type { Clock } from '../clock.ts'
import { Connection } from '../net/connection.ts'
import { Intake } from '../net/intake.ts'
import { encodeLine } from '../net/lines.ts'
import type { LogInfo, Store } from '../store/store.ts'
import { memoryOf, readDoor, writeDoor } from './door-file.ts'
import { Reservations } from './reservations.ts'
import { stepRoom } from './room.ts'
import { RoomLog } from './room-log.ts'
import { judgePassword, RoomPassword } from './room-password.ts'
import {
  type ConnectionId,
  doorChanged,
  openRoom,
  type PasswordMessage,
  type RoomEffect,
  type RoomInput,
  type RoomState,
} from './room-state.ts'

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
  visit: GateVisit | undefined
  cancelTimer(): void
}

export interface RoomServiceOptions {
  readonly name: string
  readonly clock: Clock
  readonly hostKey: Fingerprint
  readonly store: Store
  /** The room's log; its id is the room's, and what it says of the door holds. */
  readonly log: LogInfo
  /** For a new room; one that was open before keeps its own. */
  readonly approving?: boolean
  readonly past?: Past
  readonly perAddress?: PerAddress
  /** Most members; ROOM_MEMBERS unless told. */
  readonly capacity?: number
  /** What the host sees of the door has changed: {@link RoomService.door}. */
  onDoor?(): void
}

/** What only the host sees: who waits, who is kept out, and the rules of the door. */
export type Door = Pick<
  Hosting,
  'password' | 'locked' | 'approving' | 'past' | 'perAddress' | 'waiting' | 'banned'
>

export class RoomService {
  readonly id: string
  readonly #clock: Clock
  readonly #onDoor: () => void
  readonly #log: RoomLog
  readonly #lines = new Map<ConnectionId, Line>()
  /** Connections that are not members yet, the longest-waiting first. */
  readonly #strangers = new Set<ConnectionId>()
  readonly #reservations: Reservations
  readonly #password: RoomPassword
  readonly #inputs: RoomInput[] = []
  #standing: string | null = null
  #stepping = false
  #state: RoomState
  #lastId = 0
  #whenEmpty: (() => void) | undefined

  /** @throws {Error} when what the log says of its door cannot be read */
  constructor(options: RoomServiceOptions) {
    const { name, clock, hostKey, log, capacity = ROOM_MEMBERS } = options
    this.id = log.roomId
    this.#clock = clock
    this.#onDoor = options.onDoor ?? (() => {})
    this.#log = new RoomLog(options.store, log.id)
    const config = { id: this.id, name, capacity, hostKey }
    const kept = log.door === null ? null : readDoor(log.door)
    const { approving = false, past = 'all' } = kept ?? options
    // Asked for on the command line, it counts for a room that goes on as well.
    const perAddress = options.perAddress ?? kept?.perAddress ?? null
    const { password = null, standing = null, locked = false } = kept ?? {}
    const policy = { password: password !== null, approving, locked, past, perAddress }
    this.#standing = standing
    this.#password = new RoomPassword(this.id, hostKey, password, clock)
    this.#reservations = new Reservations(clock, (key) => this.#step({ type: 'unreserve', key }))
    this.#state = openRoom(config, policy, {
      seq: log.last,
      ...(kept !== null && {
        memory: memoryOf(kept),
        quietUntil: later(clock.monotonic(), RESERVE_MS),
      }),
    })
  }

  /** Members in the room now, the host included. */
  get members(): number {
    return this.#state.members
  }

  get door(): Door {
    const { policy, people, banned } = this.#state
    const waiting = [...people.values()].flatMap((person): Visitor[] =>
      person.stage === 'waiting' ? [{ key: person.key, name: person.name }] : [],
    )
    return { ...policy, waiting, banned: [...banned].map(([key, name]) => ({ key, name })) }
  }

  /**
   * Sets, changes or (null) takes away the password. Links and keys let in before are void then.
   * @throws {AppError} password_invalid
   */
  async setPassword(password: string | null): Promise<void> {
    if (password !== null) judgePassword(password)
    await this.#password.set(password)
    this.#standing = null
    for (const line of this.#lines.values()) line.visit = undefined
    this.#step({ type: 'password', password: this.#password.record !== null })
  }

  /** Sets the password unless it is the one that holds: links and keys let in before stay good. */
  async ensurePassword(password: string): Promise<void> {
    if (!(await this.#password.is(password))) await this.setPassword(password)
  }

  administer(action: Exclude<AdminAction, { type: 'password' }>): void {
    this.#step({ type: 'admin', action })
  }

  /**
   * The secret for an invite link, or null when none is needed.
   * @param kind `once` for one newcomer, `day` for 24 hours; `open` for the room's life, which
   *   stands for the password but not for the host's word
   */
  ticket(kind: 'open' | 'once' | 'day'): string | null {
    if (kind === 'open') {
      if (!this.#state.policy.password) return null
      if (this.#standing === null) {
        // Known before the ticket is kept, so that it is kept as the standing one.
        this.#standing = newSecret()
        const ticket = { once: false, expires: null, skipsApproval: false }
        this.#step({ type: 'ticket', secret: this.#standing, ticket })
      }
      return this.#standing
    }
    const expires = kind === 'day' ? this.#clock.wall() + INVITE_DAY_MS : null
    const secret = newSecret()
    const ticket = { once: kind === 'once', expires, skipsApproval: true }
    this.#step({ type: 'ticket', secret, ticket })
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
      onMessage: (message) => this.#step({ type: 'heard', from, message }),
      onBad: (why) => this.#step({ type: 'bad', from, why }),
      onClose: () => this.#closed(from),
    })
    const cancelTimer = this.#late(from)
    const intake = new Intake((on) => connection.hold(on))
    this.#lines.set(from, { connection, peer, intake, visit: undefined, cancelTimer })
    this.#strangers.add(from)
    const { key, address } = peer
    this.#step({ type: 'connected', from, key, host, address })
    this.#makeRoom()
  }

  /**
   * Tells everybody that the room closes, or that its host is away for now; resolves when every
   * connection has gone and the log has all of it.
   */
  async close(away = false): Promise<void> {
    this.#step({ type: 'close', away })
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
    return this.#clock.after(THINKING_MS, () => this.#step({ type: 'late', from }))
  }

  #makeRoom(): void {
    const [oldest] = this.#strangers
    if (oldest === undefined || this.#strangers.size <= PENDING_CONNECTIONS) return
    this.#strangers.delete(oldest)
    this.#step({ type: 'crowded', from: oldest })
  }

  #closed(from: ConnectionId): void {
    this.#settle(from)
    this.#lines.delete(from)
    this.#step({ type: 'gone', from })
    if (this.#lines.size === 0) this.#whenEmpty?.()
  }

  #settle(from: ConnectionId): void {
    this.#strangers.delete(from)
    this.#lines.get(from)?.cancelTimer()
  }

  /**
   * One input at a time, whole: an effect can cause the next input at once (a send that finds the
   * peer too slow closes it), and everybody must see the same order of things.
   */
  #step(input: RoomInput): void {
    this.#inputs.push(input)
    if (!this.#stepping) this.#run()
  }

  #run(): void {
    this.#stepping = true
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const { state, effects } = stepRoom(this.#state, next, {
        // A clock from before 1970 says nothing that could stand on the wire.
        wall: Math.max(UNKNOWN_TIME, this.#clock.wall()) as UnixMs,
        monotonic: this.#clock.monotonic(),
      })
      const before = this.#state
      this.#state = state
      const act = () => {
        for (const effect of effects) this.#do(effect)
      }
      if (!doorChanged(before, state)) {
        act()
        continue
      }
      // Who was let in, put out or given a ticket is on the disk before anybody hears of it.
      void this.#keepDoor().then(() => {
        act()
        this.#run()
      })
      return
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
          if (person.stage === 'member' && to !== effect.except) {
            this.#lines.get(to)?.connection.sendBytes(line)
          }
        }
        return
      }
      case 'judge':
        this.#judge(effect.from, effect.message)
        return
      case 'store': {
        const { from, said } = effect
        const stored = this.#log.append(said).then((outcome) => {
          this.#step({ type: 'stored', from, cid: said.cid, outcome })
        })
        this.#lines.get(from)?.intake.take(Buffer.byteLength(said.text ?? ''), stored)
        return
      }
      case 'read': {
        const { from, query } = effect
        void this.#log.read(query).then((events) => {
          this.#step({ type: 'read', from, query, events })
        })
        return
      }
      case 'reserve':
        this.#reservations.begin(effect.key)
        return
      case 'waiting': {
        const line = this.#lines.get(effect.to)
        line?.cancelTimer()
        if (line !== undefined) line.cancelTimer = this.#late(effect.to)
        return
      }
      case 'admitted':
        this.#settle(effect.to)
        this.#lines.get(effect.to)?.connection.raiseLineLimit(LINE_BYTES)
        return
      case 'hangUp':
        this.#settle(effect.to)
        this.#lines.get(effect.to)?.connection.close()
        return
      case 'door':
        this.#onDoor()
        return
      default:
        assertNever(effect)
    }
  }

  #keepDoor(): Promise<void> {
    const secrets = { password: this.#password.record, standing: this.#standing }
    return this.#log.keepDoor(writeDoor(this.#state, secrets))
  }

  #judge(from: ConnectionId, message: PasswordMessage): void {
    const line = this.#lines.get(from)
    if (line === undefined) return
    const { key: memberKey, binding } = line.peer
    line.visit ??= this.#password.visit({ memberKey, binding })
    if (line.visit === undefined) return
    const verdict =
      message.type === 'opaque_start'
        ? line.visit.start(message.request)
        : line.visit.finish(message.finish, message.proof)
    this.#step({ type: 'judged', from, verdict })
  }
}

/** 128 bits that nobody can guess. */
const newSecret = () => randomBytes(16).toString('base64url')
