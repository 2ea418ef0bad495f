/**
 * The app's rooms: opens them by hosting and joining, keeps them by id, and tells every change to
 * the push hub. A room exists for windows from the moment it was entered until it is dismissed.
 */
import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { RoomSnapshot } from '../../shared/snapshot.ts'
import type { Clock } from '../clock.ts'
import type { SessionNews, SessionService } from '../session/session-service.ts'
import { type HostRequest, hostRoom } from './hosting.ts'
import { joinRoom } from './joining.ts'
import { OpenRoom } from './open-room.ts'
import type { PushHub } from './push-hub.ts'

export class Rooms {
  readonly #clock: Clock
  readonly #hub: PushHub
  readonly #rooms = new Map<string, OpenRoom>()
  readonly #attempts = new Map<string, SessionService>()

  constructor(clock: Clock, hub: PushHub) {
    this.#clock = clock
    this.#hub = hub
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
    const hosted = await hostRoom(request, this.#clock, (news) => this.#tell(id, news))
    const address = hosted.addresses[0]?.address ?? request.ip
    return this.#add(new OpenRoom(id, hosted.session, address, hosted))
  }

  /**
   * Joins a room; its stages go out under `attemptId`, by which it can be cancelled.
   * @throws {AppError} why it failed
   */
  async join(attemptId: string, request: { address: string; name: string }): Promise<OpenRoom> {
    const id = randomUUID()
    const session = joinRoom(request, this.#clock, (news) => {
      if (this.#rooms.has(id)) this.#tell(id, news)
      else if (news.type === 'connection' && news.connection.phase === 'connecting') {
        this.#hub.add({ type: 'attempt', attemptId, stage: news.connection.stage })
      }
    })
    this.#attempts.set(attemptId, session)
    try {
      await session.connect()
    } finally {
      this.#attempts.delete(attemptId)
    }
    return this.#add(new OpenRoom(id, session, session.address, null))
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
    this.#hub.add({ type: 'removed', roomId })
  }

  async close(): Promise<void> {
    for (const session of this.#attempts.values()) session.leave()
    await Promise.all([...this.#rooms.values()].map((room) => room.leave()))
  }

  #add(room: OpenRoom): OpenRoom {
    this.#rooms.set(room.id, room)
    const { members, entries, pending } = room.snapshot
    this.#hub.add({ type: 'room', room: room.info })
    this.#hub.add({ type: 'members', roomId: room.id, members })
    this.#hub.add({ type: 'entries', roomId: room.id, entries })
    for (const message of pending) this.#hub.add({ type: 'pending', roomId: room.id, message })
    return room
  }

  #tell(roomId: string, news: SessionNews): void {
    const room = this.#rooms.get(roomId)
    if (room !== undefined) this.#hub.add(room.change(news))
  }
}
