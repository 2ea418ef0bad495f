/**
 * The app's rooms: those that are open, and those of before, which can be read. Keeps them by
 * the handle of their log, and tells every change to the push hub.
 */

import type { RoomSnapshot } from '../../../shared/contract/snapshot.ts'
import { AppError, type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import type { JoinQuestion, JoinStage } from '../../../shared/domain/session.ts'
import type { Clock } from '../clock.ts'
import type { Identity } from '../identity/identity.ts'
import type { Logger } from '../logger.ts'
import { readKept } from '../member/log-port.ts'
import type { SessionNews } from '../member/ports.ts'
import type { JoinAnswer } from '../member/rules/state.ts'
import type { SessionService } from '../member/session-service.ts'
import type { NetworkWatch } from '../net/network-watch.ts'
import type { KnownHosts } from '../settings/known-hosts.ts'
import type { LogInfo, Store } from '../store/store.ts'
import { type HostedRoom, type HostRequest, startHosting } from './hosting.ts'
import { type JoinRequest, joinAgain, joinRoom } from './joining.ts'
import { OpenRoom, roomIdOf } from './open-room.ts'
import type { PushHub } from './push-hub.ts'

export interface RoomsPorts {
  readonly clock: Clock
  readonly hub: PushHub
  readonly knownHosts: KnownHosts
  readonly store: Store
  readonly network: NetworkWatch
  readonly logger: Logger
  /** Who we are at this moment; an import can change it for the rooms to come. */
  identity(): Identity
  /** Something to tell a person that belongs to no room. */
  warning(error: ErrorValue): void
}

/** Owns every room and every join of the app. The store is closed by its maker, after `close`. */
export class Rooms {
  readonly #ports: RoomsPorts
  readonly #rooms = new Map<string, OpenRoom>()
  /** Rooms of our own that are being opened again, by their ids. */
  readonly #reopening = new Map<string, Promise<OpenRoom>>()
  readonly #attempts = new Map<string, SessionService>()
  /** Rooms of our own that are about to open: others may be in before it is done. */
  #opening = 0

  constructor(ports: RoomsPorts) {
    this.#ports = ports
  }

  /**
   * As they are now: those of before, the one used last at the end, then the others as they came.
   */
  get snapshots(): RoomSnapshot[] {
    return [...this.#rooms.values()].map((room) => room.snapshot)
  }

  /** Rooms that are open here, or about to be. */
  get hosted(): number {
    const open = [...this.#rooms.values()].filter((room) => room.hosted !== null)
    return open.length + this.#opening
  }

  /** By the handle that windows have, see {@link roomIdOf}; undefined when there is none. */
  find(roomId: string): OpenRoom | undefined {
    return this.#rooms.get(roomId)
  }

  /** @throws {AppError} room_unknown */
  get(roomId: string): OpenRoom {
    const room = this.find(roomId)
    if (room === undefined) throw new AppError('room_unknown')
    return room
  }

  /** The rooms of before; those that were open when the program ended are entered again. */
  async restore(): Promise<void> {
    const { store } = this.#ports
    const logs = await store.logs()
    const own = this.#ports.identity().fingerprint
    for (const found of await Promise.all(logs.map((info) => readKept(store, info)))) {
      // With another key we are somebody else there.
      const readOnly = found.info.readOnly || found.info.ownKey !== own
      const kept = { ...found, info: { ...found.info, readOnly } }
      const session = this.#session((ports) => joinAgain(kept, ports))
      const room = new OpenRoom(session, kept.info, null, await store.unread(kept.info.id))
      this.#rooms.set(room.id, room)
      if (!kept.info.open || readOnly) continue
      if (kept.info.hosting) void this.#openAgain(kept.info).catch((error) => this.#tellAll(error))
      else session.resume()
    }
  }

  /**
   * Opens a room and enters it.
   * @throws {AppError} as {@link startHosting} does
   */
  async host(request: HostRequest): Promise<OpenRoom> {
    return this.#host(request, null)
  }

  /**
   * Joins a room; its stages and questions go out under `attemptId`.
   * @throws {AppError} why it failed
   */
  async join(attemptId: string, request: JoinRequest): Promise<OpenRoom> {
    const { hub } = this.#ports
    let stage: JoinStage = 'resolving'
    const attempt = (question: JoinQuestion | null) =>
      hub.add({ type: 'attempt', attemptId, stage, question })
    const session = this.#session(
      (ports) => joinRoom(request, ports),
      (news) => {
        if (news.type === 'question') attempt(news.question)
        else if (news.type === 'connection' && news.connection.phase === 'connecting') {
          stage = news.connection.stage
          attempt(null)
        }
      },
    )
    this.#attempts.set(attemptId, session)
    try {
      await session.connect()
    } finally {
      this.#attempts.delete(attemptId)
    }
    return this.#add(session, null)
  }

  /**
   * Enters again a room that has ended; one that has not, or is only to be read, stays as it is.
   * The outcome shows in its connection.
   * @throws {AppError} room_unknown; for a room of our own, also why it cannot open
   */
  async rejoin(roomId: string): Promise<void> {
    const { session, log, info } = this.get(roomId)
    if (session.connection.phase !== 'ended' || log === null || info.readOnly) return
    if (log.hosting) {
      // Asked for twice, it is opened once: the second would find its port taken by the first.
      const opening = this.#reopening.get(roomId) ?? this.#openAgain(log)
      this.#reopening.set(roomId, opening)
      await opening.finally(() => this.#reopening.delete(roomId))
      return
    }
    const { logger } = this.#ports
    session.connect().catch((error: AppError) => logger.info('rejoin failed', error.code))
  }

  /** Answers a question of a join or, by the room's id, of a rejoin. */
  answer(attemptId: string, answer: JoinAnswer): void {
    const session = this.#attempts.get(attemptId) ?? this.#rooms.get(attemptId)?.session
    session?.answer(answer)
  }

  /**
   * What only a host can do.
   * @throws {AppError} room_unknown when the room is not hosted here
   */
  async moderate(roomId: string, action: ModerationAction): Promise<void> {
    const { hosted } = this.get(roomId)
    if (hosted === null) throw new AppError('room_unknown')
    if (action.type === 'password') await hosted.room.setPassword(action.password)
    else hosted.room.moderate(action)
  }

  /** Gives a join up, if it is still under way. */
  cancel(attemptId: string): void {
    this.#attempts.get(attemptId)?.leave()
  }

  /**
   * Deletes a room from this computer; one that is open is left first.
   * @throws {AppError} room_unknown, or as {@link Store.delete} does
   */
  async delete(roomId: string): Promise<void> {
    const room = this.get(roomId)
    if (room.session.connection.phase !== 'ended') await room.leave()
    if (room.log !== null) await this.#ports.store.delete(room.log.id)
    this.#rooms.delete(roomId)
    this.#ports.hub.add({ type: 'removed', roomId })
  }

  /**
   * The program ends: gives joins up, and says goodbye in every room for now. Resolves when the
   * ports of hosted rooms are free.
   */
  async close(): Promise<void> {
    for (const session of this.#attempts.values()) session.leave()
    await Promise.all([...this.#rooms.values()].map((room) => room.suspend()))
  }

  /** A session whose news go to its room, and before it has one to `early`. */
  #session(
    make: (ports: Parameters<typeof joinRoom>[1]) => SessionService,
    early: (news: SessionNews) => void = () => {},
  ): SessionService {
    const { clock, identity, knownHosts, store, network, logger } = this.#ports
    const session = make({
      clock,
      identity: identity(),
      knownHosts,
      store,
      network,
      onHintLost: (error) => logger.warn('known hosts', error),
      onNews: (news) => this.#tell(session, news, early),
    })
    return session
  }

  async #host(request: HostRequest, again: LogInfo | null): Promise<OpenRoom> {
    const { clock, identity, store } = this.#ports
    let opened: HostedRoom | undefined
    const ports = {
      clock,
      identity: identity(),
      store,
      onNews: (news: SessionNews) => opened && this.#tell(opened.session, news),
      onAccessChange: () => opened && this.#show(opened.session),
    }
    this.#opening += 1
    try {
      opened = await startHosting(request, ports, again)
    } finally {
      this.#opening -= 1
    }
    return this.#add(opened.session, opened)
  }

  /** Opens a room of our own again, where it was and by its own rules. */
  async #openAgain(info: LogInfo): Promise<OpenRoom> {
    const [where] = info.addresses
    if (where === undefined) throw new AppError('address_invalid')
    const { host: ip, port } = where
    const { room, name } = info
    const rules = { password: null, approving: false, past: 'all' } as const
    return this.#host({ ip, port, room, name, ...rules }, info)
  }

  #add(session: SessionService, hosted: HostedRoom | null): OpenRoom {
    const log = session.log.info
    if (log === null) throw new AppError('room_unknown')
    const before = this.#rooms.get(roomIdOf(log.id))
    const room = new OpenRoom(session, { ...log, hosting: hosted !== null }, hosted, before?.unread)
    if (before === undefined) {
      const { logger } = this.#ports
      this.read(room, session.entrySeq).catch((error) => logger.info('read mark', error))
    }
    room.draft = before?.draft ?? room.draft
    this.#rooms.set(room.id, room)
    // Joined twice: there is one place in a room, and the newer connection has it.
    before?.session.leave()
    const { members, stretch, pending } = room.snapshot
    const { hub } = this.#ports
    hub.add({ type: 'room', room: room.info })
    hub.add({ type: 'members', roomId: room.id, members })
    hub.add({ type: 'entries', roomId: room.id, stretch })
    for (const message of pending) hub.add({ type: 'pending', roomId: room.id, message })
    return room
  }

  /**
   * Everything in a room up to `seq` has been seen.
   * @throws {AppError} as the {@link Store} does; it then counts for this run
   */
  async read(room: OpenRoom, seq: number): Promise<void> {
    room.read(seq)
    if (room.log !== null) await this.#ports.store.read(room.log.id, seq)
  }

  #tell(
    session: SessionService,
    news: SessionNews,
    early: (news: SessionNews) => void = () => {},
  ): void {
    const room = this.#roomOf(session)
    if (room === undefined) {
      early(news)
      return
    }
    for (const change of room.changes(news)) this.#ports.hub.add(change)
    const ended = news.type === 'connection' && news.connection.phase === 'ended'
    // Put out or refused: not to be tried again at the next start. Who left has said so itself.
    if (ended && session.connection.phase === 'ended' && session.connection.how !== 'left') {
      void session.log.setFacts({ open: false })
    }
  }

  #show(session: SessionService): void {
    const room = this.#roomOf(session)
    if (room !== undefined) this.#ports.hub.add({ type: 'room', room: room.info })
  }

  #roomOf(session: SessionService): OpenRoom | undefined {
    const { info } = session.log
    const room = info === null ? undefined : this.#rooms.get(roomIdOf(info.id))
    return room?.session === session ? room : undefined
  }

  #tellAll(error: unknown): void {
    this.#ports.logger.warn('a room could not be opened again', error)
    this.#ports.warning(toErrorValue(error))
  }
}
