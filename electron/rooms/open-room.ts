/**
 * One room of the app as windows see it: a session, and the hosted room behind it when it lives
 * here. Turns the session's news into changes.
 */
import { assertNever } from '../../shared/assert-never.ts'
import { SNAPSHOT_ENTRIES } from '../../shared/limits.ts'
import type { Change, RoomInfo, RoomSnapshot } from '../../shared/snapshot.ts'
import type { SessionNews, SessionService } from '../session/session-service.ts'
import type { HostedRoom } from './hosting.ts'

export class OpenRoom {
  readonly id: string
  readonly session: SessionService
  readonly address: string
  #hosted: HostedRoom | null

  constructor(id: string, session: SessionService, address: string, hosted: HostedRoom | null) {
    this.id = id
    this.session = session
    this.address = address
    this.#hosted = hosted
  }

  get hosting(): boolean {
    return this.#hosted !== null && this.session.connection.phase !== 'ended'
  }

  get info(): RoomInfo {
    const { session, id, address } = this
    const hosted = this.#hosted
    return {
      id,
      address,
      name: session.room?.name ?? address,
      hosting: hosted === null ? null : { port: hosted.port, addresses: hosted.addresses },
      connection: session.connection,
      self: session.self ?? { id: '', name: '', host: hosted !== null },
      total: session.timeline.total,
    }
  }

  get snapshot(): RoomSnapshot {
    const { members, pending, timeline } = this.session
    return {
      ...this.info,
      members,
      pending,
      entries: timeline.page(timeline.total, SNAPSHOT_ENTRIES),
    }
  }

  /** What a window must know of a piece of news. */
  change(news: SessionNews): Change {
    switch (news.type) {
      case 'connection':
        return { type: 'room', room: this.info }
      case 'members':
        return { type: 'members', roomId: this.id, members: this.session.members }
      case 'entry':
        return { type: 'entries', roomId: this.id, entries: [news.entry] }
      case 'pending':
        return { type: 'pending', roomId: this.id, message: news.message }
      case 'unpending':
        return { type: 'unpending', roomId: this.id, cid: news.cid }
      default:
        return assertNever(news)
    }
  }

  /** Says goodbye once the host has all that was said; a room hosted here closes for everybody. */
  async leave(): Promise<void> {
    if (this.#hosted !== null) {
      await this.#hosted.close()
      return
    }
    if (this.session.connection.phase === 'live') await this.session.drain()
    this.session.leave()
  }
}
