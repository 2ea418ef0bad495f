/**
 * One room of the app as windows see it: a session, and the hosted room behind it when it lives
 * here. Turns the session's news into changes.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { SNAPSHOT_ENTRIES } from '../../shared/limits.ts'
import type {
  Change,
  Hosting,
  JoinQuestion,
  RoomInfo,
  RoomSnapshot,
} from '../../shared/snapshot.ts'
import type { SessionNews } from '../session/session-ports.ts'
import type { SessionService } from '../session/session-service.ts'
import type { HostedRoom } from './hosting.ts'

/** Stands where no key has been proven yet. */
const NOBODY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as Fingerprint

function hostingOf(hosted: HostedRoom): Hosting {
  const { port, addresses, room } = hosted
  return { port, addresses, invite: hosted.invite('open'), ...room.door }
}

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

  /** The hosted room behind this one, or null when it lives elsewhere. */
  get hosted(): HostedRoom | null {
    return this.#hosted
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
      hosting: hosted === null ? null : hostingOf(hosted),
      hostKey: session.hostKey ?? NOBODY,
      connection: session.connection,
      self: session.self ?? { id: NOBODY, name: '', host: hosted !== null, clash: false },
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
  changes(news: SessionNews): readonly Change[] {
    if (news.type !== 'question') {
      const change = this.#change(news)
      return news.type === 'connection' ? [change, this.#attempt(null)] : [change]
    }
    return [this.#attempt(news.question)]
  }

  /** A rejoin is an attempt under the room's own id, so that its questions can be answered. */
  #attempt(question: JoinQuestion | null): Change {
    const { connection } = this.session
    const stage = connection.phase === 'connecting' ? connection.stage : 'entering'
    return { type: 'attempt', attemptId: this.id, stage, question }
  }

  #change(news: Exclude<SessionNews, { type: 'question' }>): Change {
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
