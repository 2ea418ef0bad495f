/**
 * A room on this computer as its host has it: its access list, and the ways in and out. What
 * happens in it, `room-driver.ts` leads.
 */

import { randomBytes } from 'node:crypto'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { INVITE_DAY_MS, RESERVE_MS, ROOM_MEMBERS } from '../../../shared/domain/limits.ts'
import type {
  AccessView,
  ModerationAction,
  Newcomer,
  Past,
  PerAddress,
} from '../../../shared/domain/moderation.ts'
import { later, unixMs } from '../../../shared/domain/time.ts'
import { opensWith, type PasswordRecord } from '../auth/opaque.ts'
import type { Clock } from '../clock.ts'
import type { AccessRow, LogInfo, Store } from '../store/store.ts'
import { readAccess } from './access-record.ts'
import { RoomLog } from './log-port.ts'
import { recordOf } from './password.ts'
import { RoomDriver } from './room-driver.ts'
import { initialRoom, newAccess } from './rules/state.ts'

export interface RoomServiceOptions {
  readonly name: string
  readonly clock: Clock
  readonly hostKey: Fingerprint
  readonly store: Store
  /** The room's log; its id is the room's. */
  readonly log: LogInfo
  /** Of the access list that the log has, which holds; empty for a new room. */
  readonly access: readonly AccessRow[]
  /** For a new room; one that was open before keeps its own. */
  readonly approving?: boolean
  readonly past?: Past
  readonly perAddress?: PerAddress
  /** Most members; ROOM_MEMBERS unless told. */
  readonly capacity?: number
  /** What the host sees of who may come in has changed: {@link RoomService.accessView}. */
  onAccessChange?(): void
}

/**
 * Open from the moment that it is made. It listens nowhere: whoever has a TCP port hands over what
 * comes there.
 */
export class RoomService {
  readonly id: string
  readonly #clock: Clock
  readonly #log: RoomLog
  readonly #driver: RoomDriver
  /** The password that a record was found to be of. */
  #proven: { readonly record: PasswordRecord; readonly password: string } | undefined
  #changing: Promise<void> = Promise.resolve()

  /** @throws {Error} when the access list that the log has cannot be read */
  constructor(options: RoomServiceOptions) {
    const { name, clock, hostKey, log, capacity = ROOM_MEMBERS } = options
    this.id = log.roomId
    this.#clock = clock
    const rows = new Map(options.access.map(({ name, value }) => [name, value]))
    this.#log = new RoomLog(options.store, clock, log.id, rows)
    const { approving = false, past = 'all', perAddress = null } = options
    const kept = rows.size === 0 ? null : readAccess(rows)
    const state = initialRoom(
      { id: this.id, name, capacity, hostKey },
      kept ?? newAccess({ approving, locked: false, past, perAddress }),
      {
        seq: log.last,
        ...(kept !== null && { quietUntil: later(clock.monotonic(), RESERVE_MS) }),
      },
    )
    this.#driver = new RoomDriver(state, {
      clock,
      log: this.#log,
      onAccessChange: () => options.onAccessChange?.(),
    })
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

  /**
   * As it is now, for the host alone. Who waits stands in the order of connecting, who is banned in
   * that of the bans.
   */
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

  /**
   * Sets the password unless it is the one that holds: links and keys let in before stay good.
   * @throws {AppError} password_invalid
   */
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
    await this.#log.accessKept()
  }

  /**
   * Whether this is the password that holds; false for a room without one. Takes a fifth of a
   * second or so of the thread (Argon2id), unless it was found right before.
   */
  async isPassword(password: string): Promise<boolean> {
    const { password: record } = this.#driver.state
    if (record === null) return false
    if (this.#proven?.record === record) return this.#proven.password === password
    if (!(await opensWith(record, password, this.id))) return false
    this.#proven = { record, password }
    return true
  }

  /** What the host does, but for the password: see {@link setPassword}. */
  moderate(action: Exclude<ModerationAction, { type: 'password' }>): void {
    this.#driver.put({ type: 'moderate', action })
  }

  /**
   * The secret for an invite link: `once` for one newcomer, `day` for 24 hours. It stands for
   * the password and for the host's word.
   */
  async ticket(kind: 'once' | 'day'): Promise<string> {
    const expires = kind === 'day' ? unixMs(this.#clock.wall() + INVITE_DAY_MS) : null
    const secret = newSecret()
    const ticket = { once: kind === 'once', expires, skipsApproval: true }
    this.#driver.put({ type: 'ticket', secret, ticket })
    await this.#log.accessKept()
    return secret
  }

  /**
   * Takes in a connection whose peer has proven its key; the room greets it. That of the host's own
   * session is a local one, and the others see its member marked as such.
   */
  accept(...connection: Parameters<RoomDriver['accept']>): void {
    this.#driver.accept(...connection)
  }

  /**
   * Tells everybody that the room closes, or that its host is away for now; resolves when every
   * connection has gone and the log has all of it.
   */
  close(away = false): Promise<void> {
    return this.#driver.close(away)
  }
}

/** 128 bits that nobody can guess. */
const newSecret = () => randomBytes(16).toString('base64url')
