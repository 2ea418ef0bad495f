/**
 * One room of the app as windows see it: a session, and the hosted room behind it when it lives
 * here. Turns the session's news into changes.
 */

import type { Change, Hosting, RoomInfo, RoomSnapshot } from '../../../shared/contract/snapshot.ts'
import { formatAddress } from '../../../shared/domain/address.ts'
import { assertNever } from '../../../shared/domain/assert-never.ts'
import { NOBODY } from '../../../shared/domain/fingerprint.ts'
import { SNAPSHOT_ENTRIES } from '../../../shared/domain/limits.ts'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { isUnread } from '../../../shared/events/kinds.ts'
import type { SessionNews } from '../member/ports.ts'
import type { SessionService } from '../member/session-service.ts'
import type { LogId, LogInfo, StoredEvent, Unread } from '../store/store.ts'
import type { HostedRoom } from './hosting.ts'

function hostingOf(hosted: HostedRoom): Hosting {
  const { port, addresses, room } = hosted
  return { port, addresses, invite: hosted.link, ...room.accessView }
}

/** A room's handle in windows: the same as long as its log is kept. */
export const roomIdOf = (log: LogId): string => `room-${log}`

/**
 * One session of a room. When the room is hosted anew or joined a second time, another OpenRoom
 * takes its place under the same id.
 */
export class OpenRoom {
  readonly id: string
  readonly session: SessionService
  readonly address: string
  /** What was typed and not sent. */
  draft: string
  unread: Unread
  readonly #own: boolean
  readonly #hosted: HostedRoom | null

  /**
   * @param hosted the room behind it when it is open here
   * @param unread of a room of before; nothing of a new one
   */
  constructor(
    session: SessionService,
    kept: LogInfo,
    hosted: HostedRoom | null,
    unread: Unread = { count: 0, from: null, upTo: session.log.tail.last },
  ) {
    this.id = roomIdOf(kept.id)
    this.session = session
    const [before] = kept.addresses.map(formatAddress)
    this.address = hosted?.addresses[0]?.address ?? before ?? session.address
    this.draft = kept.draft
    this.unread = unread
    this.#own = kept.hosting
    this.#hosted = hosted
  }

  /** The hosted room behind this one, or null when it lives elsewhere or is closed. */
  get hosted(): HostedRoom | null {
    return this.session.connection.phase === 'ended' ? null : this.#hosted
  }

  /** Its log in the store. */
  get log(): LogInfo | null {
    return this.session.log.info
  }

  /** As it is now. Until the host has let us in, `self` is what the log remembers of us. */
  get info(): RoomInfo {
    const { session, id, address, hosted, log } = this
    return {
      id,
      address,
      name: session.room?.name ?? address,
      hosting: hosted === null ? null : hostingOf(hosted),
      own: this.#own,
      readOnly: log?.readOnly ?? false,
      hostKey: session.hostKey ?? NOBODY,
      connection: session.connection,
      self: session.self ?? {
        id: log?.ownKey ?? NOBODY,
        name: log?.name ?? '',
        host: this.#own,
        clash: false,
        cut: false,
      },
      oldest: session.oldest,
      last: session.log.tail.last,
    }
  }

  /** As it is now, with the newest SNAPSHOT_ENTRIES entries, oldest first. */
  get snapshot(): RoomSnapshot {
    const { members, pending, log } = this.session
    const stretch = log.tail.latest(SNAPSHOT_ENTRIES)
    const { count, from } = this.unread
    return { ...this.info, members, pending, stretch, draft: this.draft, unread: { count, from } }
  }

  /** Everything up to `seq` has been seen. */
  read(seq: number): void {
    if (seq >= this.unread.upTo) this.unread = { count: 0, from: null, upTo: seq }
  }

  /** What a window must know of a piece of news. */
  changes(news: SessionNews): readonly Change[] {
    if (news.type === 'event') this.#count(news.event)
    if (news.type !== 'question') {
      const change = this.#change(news)
      return news.type === 'connection' ? [change, this.#attempt(null)] : [change]
    }
    return [this.#attempt(news.question)]
  }

  #count(event: StoredEvent): void {
    const { seq, author } = event
    const { count, from, upTo } = this.unread
    if (seq <= upTo) return
    const unseen = isUnread(event) && author.id !== this.session.self?.id
    this.unread = unseen
      ? { count: count + 1, from: from ?? seq, upTo: seq }
      : { count, from, upTo: seq }
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
      case 'event': {
        const { event, row } = news
        const stretch = { from: event.seq, to: event.seq, entries: row === null ? [] : [row] }
        const missed = this.session.connection.phase !== 'live'
        return { type: 'entries', roomId: this.id, stretch, ...(missed && { missed }) }
      }
      case 'notice': {
        const { last } = this.session.log.tail
        const stretch = { from: last + 1, to: last, entries: [news.notice] }
        return { type: 'entries', roomId: this.id, stretch }
      }
      case 'shown':
        return { type: 'shown', roomId: this.id, row: news.row }
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
    // Asked for first: who is killed while leaving has left all the same.
    await this.session.log.setFacts({ open: false })
    if (this.hosted !== null) await this.hosted.close()
    else await this.#goodbye()
  }

  /** The program ends: goodbye for now. When it starts again, it comes back here. */
  async suspend(): Promise<void> {
    if (this.hosted !== null) await this.hosted.suspend()
    else await this.#goodbye()
  }

  async #goodbye(): Promise<void> {
    if (this.session.connection.phase === 'live') await this.session.drain()
    this.session.leave()
  }
}
