/**
 * The app's rooms: opens them by hosting and joining, keeps them by id, and tells every change to
 * the push hub. A room exists for windows from the moment it was entered until it is dismissed.
 */
import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { AdminAction } from '../../shared/ipc.ts'
import type { JoinQuestion, JoinStage, RoomSnapshot } from '../../shared/snapshot.ts'
import type { Log } from '../app-types.ts'
import type { Clock } from '../clock.ts'
import type { Identity } from '../identity/identity.ts'
import type { SessionNews } from '../session/session-ports.ts'
import type { SessionService } from '../session/session-service.ts'
import type { JoinAnswer } from '../session/session-state.ts'
import type { KnownHosts } from '../store/known-hosts.ts'
import { type HostRequest, hostRoom } from './hosting.ts'
import { type JoinRequest, joinRoom } from './joining.ts'
import { OpenRoom } from './open-room.ts'
import type { PushHub } from './push-hub.ts'

export interface RoomsPorts {
  readonly clock: Clock
  readonly hub: PushHub
  readonly knownHosts: KnownHosts
  readonly log: Log
  /** Who we are at this moment; an import can change it for the rooms to come. */
  identity(): Identity
}

export class Rooms {
  readonly #ports: RoomsPorts
  readonly #rooms = new Map<string, OpenRoom>()
  readonly #attempts = new Map<string, SessionService>()

  constructor(ports: RoomsPorts) {
    this.#ports = ports
  }

  get snapshots(): RoomSnapshot[] {
    return [...this.#rooms.values()].map((room) => room.snapshot)
  }

  get hosted(): number {
    return [...this.#rooms.values()].filter((room) => room.hosting).length
  }

  /** @throws {AppError} room_unknown */
  get(roomId: string): OpenRoom {
    const room = this.#rooms.get(roomId)
    if (room === undefined) throw new AppError('room_unknown')
    return room
  }

  /** @throws {AppError} with the field to mend */
  async host(request: HostRequest): Promise<OpenRoom> {
    const id = randomUUID()
    const hosted = await hostRoom(request, {
      clock: this.#ports.clock,
      identity: this.#ports.identity(),
      onNews: (news) => this.#tell(id, news),
      onDoor: () => this.#showDoor(id),
    })
    const address = hosted.addresses[0]?.address ?? request.ip
    return this.#add(new OpenRoom(id, hosted.session, address, hosted))
  }

  /**
   * Joins a room; its stages and questions go out under `attemptId`.
   * @throws {AppError} why it failed
   */
  async join(attemptId: string, request: JoinRequest): Promise<OpenRoom> {
    const { clock, hub, identity, knownHosts } = this.#ports
    const id = randomUUID()
    let stage: JoinStage = 'resolving'
    const attempt = (question: JoinQuestion | null) =>
      hub.add({ type: 'attempt', attemptId, stage, question })
    const onNews = (news: SessionNews) => {
      if (this.#rooms.has(id)) this.#tell(id, news)
      else if (news.type === 'question') attempt(news.question)
      else if (news.type === 'connection' && news.connection.phase === 'connecting') {
        stage = news.connection.stage
        attempt(null)
      }
    }
    const onHintLost = (error: unknown) => this.#ports.log.warn('known hosts', error)
    const ports = { clock, identity: identity(), knownHosts, onNews, onHintLost }
    const session = joinRoom(request, ports)
    this.#attempts.set(attemptId, session)
    try {
      await session.connect()
    } finally {
      this.#attempts.delete(attemptId)
    }
    return this.#add(new OpenRoom(id, session, session.address, null))
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
  async administer(roomId: string, action: AdminAction): Promise<void> {
    const { hosted } = this.get(roomId)
    if (hosted === null) throw new AppError('room_unknown')
    if (action.type === 'password') await hosted.room.setPassword(action.password)
    else hosted.room.administer(action)
  }

  /** Gives a join up, if it is still under way. */
  cancel(attemptId: string): void {
    this.#attempts.get(attemptId)?.leave()
  }

  /** Removes an ended room. One that is still live is left first. */
  async dismiss(roomId: string): Promise<void> {
    const room = this.get(roomId)
    if (room.session.connection.phase !== 'ended') await room.leave()
    this.#rooms.delete(roomId)
    this.#ports.hub.add({ type: 'removed', roomId })
  }

  async close(): Promise<void> {
    for (const session of this.#attempts.values()) session.leave()
    await Promise.all([...this.#rooms.values()].map((room) => room.leave()))
  }

  #add(room: OpenRoom): OpenRoom {
    this.#rooms.set(room.id, room)
    const { members, entries, pending } = room.snapshot
    this.#ports.hub.add({ type: 'room', room: room.info })
    this.#ports.hub.add({ type: 'members', roomId: room.id, members })
    this.#ports.hub.add({ type: 'entries', roomId: room.id, entries })
    for (const message of pending)
      this.#ports.hub.add({ type: 'pending', roomId: room.id, message })
    return room
  }

  #tell(roomId: string, news: SessionNews): void {
    const room = this.#rooms.get(roomId)
    for (const change of room?.changes(news) ?? []) this.#ports.hub.add(change)
  }

  #showDoor(roomId: string): void {
    const room = this.#rooms.get(roomId)
    if (room !== undefined) this.#ports.hub.add({ type: 'room', room: room.info })
  }
}
