/**
 * What people said and were shown, beside what is on the disks: the promise, checked at every
 * step. "Sent" on a screen means: in the host's log, on its disk, at that number, for good.
 */

import type { EntryBody } from '../../electron/core/member/rules/state.ts'
import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import type { EndedHow } from '../../shared/domain/session.ts'
import type { Notice, PendingMessage } from '../../shared/events/conversation.ts'
import type { Disk } from './disk.ts'
import { hold, nameOf, sameEvent, told } from './hold.ts'
import type { Person, Seat } from './seat.ts'
import { lastOf } from './tables.ts'

interface Said {
  readonly person: Person
  readonly disk: Disk
  readonly cid: string
  readonly text: string
  /** The person has said something else under this cid before. */
  readonly conflict: boolean
  /** It is on its author's disk. */
  stored: boolean
  /** It failed once: then its place in the order is where its author, or the next try, put it. */
  failed: boolean
  unqueued: boolean
}

/** A session's life, from the start of its program to a kill. */
interface Life {
  readonly pending: Map<string, PendingMessage>
  shown: number | null
  /** What was shown besides messages. */
  readonly notices: Notice['type'][]
  end: { how: EndedHow; error: ErrorValue | null } | null
}

export class Ledger {
  readonly said: Said[] = []
  /** The host's disk was put back by hand: from then on nothing can be held. */
  suspended = false
  readonly #hostLog: () => readonly StoredEvent[]
  readonly #lives = new WeakMap<Seat, Life>()

  constructor(hostLog: () => readonly StoredEvent[]) {
    this.#hostLog = hostLog
  }

  lifeOf(seat: Seat): Life {
    const life = this.#lives.get(seat)
    if (life === undefined) throw new Error('a session that never began')
    return life
  }

  begins(seat: Seat): void {
    this.#lives.set(seat, {
      pending: new Map(seat.state.pending),
      shown: null,
      notices: [],
      end: null,
    })
  }

  says({ computer: { person, disk } }: Seat, cid: string, text: string): void {
    const before = this.said.filter((one) => one.person === person && one.cid === cid)
    const again = before.find((one) => one.text === text)
    const places = this.#hostLog().map((event) => nameOf(event.author.id, event))
    if (places.includes(nameOf(person.key, { cid, text }))) return
    if (again?.stored && !again.unqueued) return
    // It was lost with the program before it was kept, or taken back: it is said anew.
    if (again !== undefined) this.said.splice(this.said.indexOf(again), 1)
    const conflict = again?.conflict ?? before.length > 0
    const failed = again?.unqueued ?? false
    this.said.push({ person, disk, cid, text, conflict, stored: false, failed, unqueued: false })
  }

  stored(seat: Seat, { cid, text }: PendingMessage): void {
    this.#find(seat, cid, text).stored = true
  }

  /** The host could not store it, and says so, which may be lost on the way: as good as failed. */
  refused(author: Fingerprint, cid: string): void {
    for (const said of this.said) {
      if (said.person.key === author && said.cid === cid) said.failed = true
    }
  }

  leaves({ computer: { person, disk } }: Seat, cid: string, text: string): void {
    const own = disk.tables.logs
      .flatMap(({ events }) => events)
      .filter(({ author }) => author.id === person.key)
    const kept = [...outboxOf(disk), ...own].some((one) => one.cid === cid && one.text === text)
    hold(kept, () => `${person.name} sent ${cid} before it was kept`)
  }

  pending(seat: Seat, message: PendingMessage): void {
    const life = this.lifeOf(seat)
    life.pending.set(message.cid, message)
    if (message.error === null || message.error.code === 'not_in_room') return
    this.#find(seat, message.cid, message.text).failed = true
  }

  unpending(seat: Seat, cid: string, seq: number | null): void {
    const { pending } = this.lifeOf(seat)
    const { person } = seat.computer
    const text = pending.get(cid)?.text
    hold(text !== undefined, () => `${person.name} was told of ${cid}, which did not wait`)
    pending.delete(cid)
    if (seq === null) this.#find(seat, cid, text).unqueued = true
    else this.#stands({ seq, author: person.key, cid, text }, 'was shown as sent')
  }

  shown(seat: Seat, entry: EntryBody): void {
    const life = this.lifeOf(seat)
    if (entry.kind !== 'message') {
      life.notices.push(entry.notice.type)
      return
    }
    const { seq, cid, text, author } = entry
    const { name } = seat.computer.person
    const follows = life.shown === null || seq === life.shown + 1
    hold(follows, () => `${name} saw ${seq} after ${life.shown}`)
    life.shown = seq
    this.#stands({ seq, author: author.id, cid, text }, `was shown to ${name}`)
  }

  ended(seat: Seat, { how, error }: { how: EndedHow; error: ErrorValue | null }): void {
    this.lifeOf(seat).end = { how, error }
  }

  /** What must be true of the disks, whatever happens. */
  check(disks: readonly Disk[]): void {
    if (this.suspended) return
    const log = this.#hostLog()
    hold(
      log.every(({ seq }, at) => seq === at + 1),
      () => `the log has ${log.map((e) => e.seq)}`,
    )
    const names = log.map(({ author, cid }) => `${author.id} ${cid}`)
    hold(new Set(names).size === names.length, () => `the log has a cid twice: ${names}`)
    for (const disk of disks) this.#checkCopies(disk, log)
    this.#checkSaid(log)
  }

  #checkCopies(disk: Disk, log: readonly StoredEvent[]): void {
    for (const kept of disk.tables.logs) {
      hold(lastOf(kept) <= log.length, () => `a member has ${lastOf(kept)} of ${log.length}`)
      for (const [at, event] of kept.events.entries()) {
        const original = log[kept.first - 1 + at]
        const same = original !== undefined && sameEvent(event, original)
        hold(same, () => `a member has ${told(event)} where the host has ${told(original)}`)
      }
    }
  }

  #checkSaid(log: readonly StoredEvent[]): void {
    const places = new Map(log.map((event) => [nameOf(event.author.id, event), event.seq]))
    const latest = new Map<Fingerprint, number>()
    for (const said of this.said) {
      const { person, disk, cid, text, conflict } = said
      const place = places.get(nameOf(person.key, said))
      if (conflict) hold(place === undefined, () => `${person.name} replaced ${cid}`)
      const waits = outboxOf(disk).some((one) => one.cid === cid && one.text === text)
      const lost = said.stored && !said.unqueued && !conflict && place === undefined && !waits
      hold(!lost, () => `${person.name}’s ${cid} is neither in the log nor in the outbox`)
      if (place === undefined || said.failed) continue
      const before = latest.get(person.key) ?? 0
      hold(place > before, () => `${person.name} said ${cid} later than what has place ${before}`)
      latest.set(person.key, place)
    }
  }

  #stands(
    { seq, author, cid, text }: { seq: number; author: Fingerprint; cid: string; text: string },
    what: string,
  ): void {
    if (this.suspended) return
    const event = this.#hostLog()[seq - 1]
    const there = event?.author.id === author && event.cid === cid && event.text === text
    hold(there, () => `${cid} (“${text}”) ${what} as ${seq}, where the host has ${told(event)}`)
  }

  #find({ computer: { person } }: Seat, cid: string, text: string): Said {
    const found = this.said.find(
      (one) => one.person === person && one.cid === cid && one.text === text,
    )
    hold(found !== undefined, () => `${person.name} never said “${text}” as ${cid}`)
    return found
  }
}

const outboxOf = (disk: Disk) => disk.tables.logs.flatMap(({ outbox }) => outbox)
