/**
 * What people said and were shown, beside what is on the disks: the promise, checked at every
 * step. "Sent" on a screen means: in the host's log, on its disk, at that number, for good.
 */

import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import type { EndedHow } from '../../shared/domain/session.ts'
import type { Notice, PendingMessage } from '../../shared/events/conversation.ts'
import type { Said } from '../../shared/events/kind.ts'
import { sameSaid } from '../../shared/events/kinds.ts'
import type { Disk } from './disk.ts'
import { became, hold, sameEvent, told, wordsOf } from './hold.ts'
import type { Person, Seat } from './seat.ts'
import { lastOf } from './tables.ts'

interface Spoken {
  readonly person: Person
  readonly disk: Disk
  readonly cid: string
  readonly what: Said
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
  /** What was shown besides events. */
  readonly notices: Notice['type'][]
  end: { how: EndedHow; error: ErrorValue | null } | null
}

export class Ledger {
  readonly said: Spoken[] = []
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

  says({ computer: { person, disk } }: Seat, cid: string, what: Said): void {
    const before = this.said.filter((one) => one.person === person && one.cid === cid)
    const again = before.find((one) => sameSaid(one.what, what))
    const log = this.#hostLog().filter((event) => event.author.id === person.key)
    if (log.some((event) => event.cid === cid && sameSaid(event, what))) return
    if (again?.stored && !again.unqueued) return
    // It was lost with the program before it was kept, or taken back: it is said anew.
    if (again !== undefined) this.said.splice(this.said.indexOf(again), 1)
    const conflict = again?.conflict ?? before.length > 0
    const failed = again?.unqueued ?? false
    this.said.push({ person, disk, cid, what, conflict, stored: false, failed, unqueued: false })
  }

  stored(seat: Seat, message: PendingMessage): void {
    this.#find(seat, message.cid, message).stored = true
  }

  /** The host did not store it, and says so, which may be lost on the way: as good as failed. */
  refused(author: Fingerprint, cid: string): void {
    for (const said of this.said) {
      if (said.person.key === author && said.cid === cid) said.failed = true
    }
  }

  leaves({ computer: { person, disk } }: Seat, cid: string, what: Said): void {
    const own = disk.tables.logs
      .flatMap(({ events }) => events)
      .filter(({ author }) => author.id === person.key)
    const waits = outboxOf(disk).some((one) => one.cid === cid && sameSaid(one, what))
    const kept = waits || own.some((one) => one.cid === cid && became(one, what))
    hold(kept, () => `${person.name} sent ${cid} before it was kept`)
  }

  pending(seat: Seat, message: PendingMessage): void {
    const life = this.lifeOf(seat)
    life.pending.set(message.cid, message)
    if (message.error === null || message.error.code === 'not_in_room') return
    this.#find(seat, message.cid, message).failed = true
  }

  unpending(seat: Seat, cid: string, seq: number | null): void {
    const { pending } = this.lifeOf(seat)
    const { person } = seat.computer
    const waited = pending.get(cid)
    hold(waited !== undefined, () => `${person.name} was told of ${cid}, which did not wait`)
    pending.delete(cid)
    if (seq === null) this.#find(seat, cid, waited).unqueued = true
    else this.#stands(seq, person.key, waited, 'was shown as sent')
  }

  noticed(seat: Seat, notice: Notice['type']): void {
    this.lifeOf(seat).notices.push(notice)
  }

  shown(seat: Seat, event: StoredEvent): void {
    const life = this.lifeOf(seat)
    const { seq, author } = event
    const { name } = seat.computer.person
    const follows = life.shown === null || seq === life.shown + 1
    hold(follows, () => `${name} saw ${seq} after ${life.shown}`)
    life.shown = seq
    this.#stands(seq, author.id, event, `was shown to ${name}`)
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
        const same = original !== undefined && sameEvent(event, asOf(original, lastOf(kept), event))
        hold(same, () => `a member has ${told(event)} where the host has ${told(original)}`)
      }
    }
  }

  #checkSaid(log: readonly StoredEvent[]): void {
    const events = new Map(log.map((event) => [`${event.author.id} ${event.cid}`, event]))
    const latest = new Map<Fingerprint, number>()
    for (const said of this.said) {
      const { person, disk, cid, what, conflict } = said
      const event = events.get(`${person.key} ${cid}`)
      const place = event !== undefined && became(event, what) ? event.seq : undefined
      // Beside what is withdrawn, nobody can tell that something else was said.
      if (conflict && event?.withdrawn !== undefined) continue
      if (conflict) hold(place === undefined, () => `${person.name} replaced ${cid}`)
      const waits = outboxOf(disk).some((one) => one.cid === cid && sameSaid(one, what))
      const lost = said.stored && !said.unqueued && !conflict && place === undefined && !waits
      hold(!lost, () => `${person.name}’s ${cid} is neither in the log nor in the outbox`)
      if (place === undefined || said.failed) continue
      const before = latest.get(person.key) ?? 0
      hold(place > before, () => `${person.name} said ${cid} later than what has place ${before}`)
      latest.set(person.key, place)
    }
  }

  #stands(
    seq: number,
    author: Fingerprint,
    said: Said & { readonly cid: string },
    was: string,
  ): void {
    if (this.suspended) return
    const event = this.#hostLog()[seq - 1]
    const there = event?.author.id === author && event.cid === said.cid && saysSame(event, said)
    const words = () => `${said.cid} (“${wordsOf(said)}”)`
    hold(there, () => `${words()} ${was} as ${seq}, where the host has ${told(event)}`)
  }

  #find({ computer: { person } }: Seat, cid: string, what: Said): Spoken {
    const found = this.said.find(
      (one) => one.person === person && one.cid === cid && sameSaid(one.what, what),
    )
    hold(found !== undefined, () => `${person.name} never said “${wordsOf(what)}” as ${cid}`)
    return found
  }
}

/** An event of the host's log, as somebody has it who has heard of the log up to `last`. */
function asOf(original: StoredEvent, last: number, { withdrawn, body }: StoredEvent): StoredEvent {
  const heard = original.withdrawn !== undefined && original.withdrawn <= last
  return heard || withdrawn !== undefined ? original : { ...original, withdrawn, body }
}

/** Whether what somebody was shown is what the host has; either may be withdrawn by now. */
const saysSame = (event: StoredEvent, said: Said & { readonly withdrawn?: number | undefined }) =>
  said.withdrawn === undefined ? became(event, said) : event.withdrawn === said.withdrawn

const outboxOf = (disk: Disk) => disk.tables.logs.flatMap(({ outbox }) => outbox)
