/**
 * What stands on a simulated disk: the logs and outboxes of one computer, by the rules of
 * electron/core/store/store.ts, in plain arrays. `disk.test.ts` holds it to the real store, so that
 * whatever the model finds would happen on a real disk too.
 */

import type {
  AccessChange,
  LogFacts,
  LogId,
  LogKey,
  LookedAt,
  NewEvent,
  OutboxMessage,
  PageQuery,
  RowsPage,
  StandingEvent,
  StandingOnOne,
  StoredEvent,
} from '../../electron/core/store/store.ts'
import type { AppendedAt } from '../../electron/core/store/writes.ts'
import { REACTION_EMOJI } from '../../shared/domain/limits.ts'
import { LASTING_KINDS, sameSaid, standingKey } from '../../shared/events/kinds.ts'

/** A write as the store's contract names it, as far as the model has need of it. */
export type Change =
  | { name: 'openLog'; args: [key: LogKey, facts: Partial<LogFacts>, after: number] }
  | { name: 'setFacts'; args: [log: LogId, facts: Partial<LogFacts>] }
  | { name: 'keepAccess'; args: [log: LogId, changes: readonly AccessChange[]] }
  | { name: 'setReadOnly'; args: [log: LogId] }
  | { name: 'append'; args: [log: LogId, said: NewEvent, floor: number] }
  | { name: 'keep'; args: [log: LogId, events: readonly StoredEvent[]] }
  | { name: 'queue'; args: [log: LogId, message: OutboxMessage] }
  | { name: 'unqueue'; args: [log: LogId, cid: string] }

/** What became of a change: its value, or the code of the error that refused it. */
export type Done<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: 'storage_full' | 'log_differs' | 'room_unknown' }

export interface Kept {
  readonly id: LogId
  readonly key: LogKey
  floor: number
  /** Values by name. */
  readonly access: Map<string, string>
  readOnly: boolean
  first: number
  events: StoredEvent[]
  outbox: OutboxMessage[]
  /** By what {@link standsAs} says: the latest `seq`, in whatever order events came. */
  readonly standing: Map<string, number>
}

export const lastOf = ({ first, events }: Pick<Kept, 'first' | 'events'>): number =>
  first + events.length - 1

const done = <T>(value: T): Done<T> => ({ ok: true, value })
const refused = (code: 'log_differs' | 'room_unknown'): Done<never> => ({ ok: false, code })

export class Tables {
  readonly logs: Kept[] = []

  /** The log that can be written under a key. */
  find({ roomId, hostKey, ownKey }: LogKey): Kept | undefined {
    return this.logs.find(
      ({ key, readOnly }) =>
        !readOnly && key.roomId === roomId && key.hostKey === hostKey && key.ownKey === ownKey,
    )
  }

  /** Carries one change out, whole or not at all. */
  change(change: Change): Done {
    if (change.name === 'openLog') return done(this.#open(...change.args))
    const [id] = change.args
    const log = this.logs.find((one) => one.id === id)
    if (log === undefined) return refused('room_unknown')
    switch (change.name) {
      case 'setFacts':
        setFacts(log, change.args[1])
        return done(undefined)
      case 'keepAccess':
        keepAccess(log, change.args[1])
        return done(undefined)
      case 'setReadOnly':
        log.readOnly = true
        return done(undefined)
      case 'unqueue':
        unqueue(log, change.args[1])
        return done(undefined)
    }
    if (log.readOnly) return refused('room_unknown')
    switch (change.name) {
      case 'append':
        return done(append(log, change.args[1], change.args[2]))
      case 'keep':
        return keep(log, change.args[1]) ? done(undefined) : refused('log_differs')
      case 'queue':
        queue(log, change.args[1])
        return done(undefined)
    }
  }

  page(id: LogId, query: PageQuery): readonly StoredEvent[] {
    const events = this.logs.find((one) => one.id === id)?.events ?? []
    return 'after' in query
      ? events.filter(({ seq }) => seq > query.after).slice(0, query.most)
      : events.filter(({ seq }) => seq < query.before).slice(-query.most)
  }

  /** As the store's, but that `standing` is in the order of `seq`. */
  rows(id: LogId, query: PageQuery): RowsPage {
    const log = this.logs.find((one) => one.id === id)
    if (log === undefined) throw new Error('no such log')
    const last = lastOf(log)
    const forward = 'after' in query
    const [low, high] = forward
      ? [Math.max(log.first, query.after + 1), last]
      : [log.first, Math.min(last, query.before - 1)]
    const all = log.events.filter(({ seq, on }) => on === null && seq >= low && seq <= high)
    const rows = forward ? all.slice(0, query.most) : all.slice(-query.most)
    // Up to the last row that was asked for; with fewer, to the end of what there is.
    const [from, to] = forward
      ? [low, rows.length < query.most ? high : (rows.at(-1)?.seq ?? high)]
      : [rows.length < query.most ? low : (rows[0]?.seq ?? low), high]
    const standing = rows.length === 0 ? [] : standingIn(log, from, to)
    return { from, to: Math.max(to, from - 1), rows, standing, folded: last }
  }

  rowsFrom(id: LogId, most: number): number {
    const log = this.logs.find((one) => one.id === id)
    const rows = log?.events.filter(({ on }) => on === null) ?? []
    return rows.at(-most)?.seq ?? log?.first ?? 1
  }

  standing(id: LogId, target: number, _whole: boolean): StandingOnOne {
    const log = this.logs.find((one) => one.id === id)
    if (log === undefined) throw new Error('no such log')
    const withdrawn = log.events[target - log.first]?.withdrawn !== undefined
    return { standing: standingIn(log, target, target), folded: lastOf(log), withdrawn }
  }

  look(id: LogId, seq: number): LookedAt | null {
    const log = this.logs.find((one) => one.id === id)
    const event = log?.events[seq - log.first]
    if (log === undefined || event === undefined) return null
    return { event, on: standingIn(log, seq, seq).map(({ of: _, ...one }) => one) }
  }

  #open(key: LogKey, facts: Partial<LogFacts>, after: number): Kept {
    let log = this.find(key)
    if (log === undefined) {
      const id = this.logs.length + 1
      const empty = { floor: 1, readOnly: false, events: [], outbox: [] }
      const none = { access: new Map(), standing: new Map() }
      log = { id, key, ...empty, first: after + 1, ...none }
      this.logs.push(log)
    }
    setFacts(log, facts)
    return { ...log, access: new Map(log.access) }
  }
}

function setFacts(log: Kept, { floor = log.floor }: Partial<LogFacts>): void {
  log.floor = floor
}

function keepAccess({ access }: Kept, changes: readonly AccessChange[]): void {
  for (const { name, value } of changes) {
    if (value === null) access.delete(name)
    else access.set(name, value)
  }
}

function append(log: Kept, said: NewEvent, floor: number): AppendedAt {
  const known = log.events.find((event) => bySame(event, said))
  if (known !== undefined) {
    const same = known.withdrawn === undefined ? sameSaid(known, said) : known.kind === said.kind
    return same ? { kind: 'known', event: known } : { kind: 'conflict' }
  }
  const code = said.on === null ? undefined : faultOn(log, said, said.on, floor)
  if (code !== undefined) return { kind: 'refused', code }
  const event = { seq: lastOf(log) + 1, ...said }
  log.events.push(event)
  note(log, event)
  return { kind: 'new', seq: event.seq }
}

/**
 * Only reactions and deletions stand on something, and only on a message that is there; so many
 * emoji have place there, and its author and the host alone take it back.
 */
function faultOn(log: Kept, said: NewEvent, on: number, floor: number) {
  const target = on < floor ? undefined : log.events.find(({ seq }) => seq === on)
  if (target === undefined) return 'target_unknown'
  if (target.kind !== 'message' || target.withdrawn !== undefined) return 'not_allowed'
  if (said.kind === 'deletion') {
    const may = [target.author.id, log.key.hostKey].includes(said.author.id)
    return may ? undefined : 'not_allowed'
  }
  if (said.kind !== 'reaction') return 'not_allowed'
  const own = latestIn(log, on, on).filter((event) => event.author.id === said.author.id)
  const known = own.some((event) => standingKey(event) === standingKey(said))
  if (said.body.off === true) return known ? undefined : 'not_allowed'
  if (!known && own.length >= 2 * REACTION_EMOJI) return 'not_allowed'
  const there = new Set(standingIn(log, on, on).map(standingKey))
  const given = there.has(standingKey(said)) || there.size < REACTION_EMOJI
  return given ? undefined : 'not_allowed'
}

/** Under what an event takes the place of an earlier one; undefined when it does not. */
function standsAs({ kind, on, author, body }: StoredEvent): string | undefined {
  const key = standingKey({ kind, on, body })
  return key === null ? undefined : `${on} ${kind} ${author.id} ${key}`
}

/** Takes from each event what one of the others has withdrawn, whenever either came. */
function withdraw(log: Kept): void {
  const deletions = log.events.filter(({ kind, on }) => kind === 'deletion' && on !== null)
  log.events = log.events.map((event) => {
    const { seq, on, kind, withdrawn = Number.POSITIVE_INFINITY } = event
    const lasts = on !== null && LASTING_KINDS.includes(kind)
    const goes = deletions.filter((one) => !lasts && one.on === (on ?? seq) && seq < one.seq)
    const by = Math.min(withdrawn, ...goes.map((one) => one.seq))
    return by === Number.POSITIVE_INFINITY ? event : { ...event, body: {}, withdrawn: by }
  })
}

function note(log: Kept, event: StoredEvent): void {
  if (event.kind === 'deletion') withdraw(log)
  const as = standsAs(event)
  if (as === undefined) return
  log.standing.set(as, Math.max(event.seq, log.standing.get(as) ?? 0))
}

/** What counts on the events `from` … `to`, and how many count with it. */
function standingIn(log: Kept, from: number, to: number): StandingEvent[] {
  const all = latestIn(log, from, to).filter(({ body }) => body.off !== true)
  const place = (event: StoredEvent) => `${event.on} ${event.kind} ${standingKey(event)}`
  const places = all.map(place)
  return all.map((event) => ({
    ...event,
    of: places.filter((one) => one === place(event)).length,
  }))
}

/** The latest on the events `from` … `to`. */
function latestIn(log: Kept, from: number, to: number): StoredEvent[] {
  return log.events.filter((event) => {
    const { on, seq } = event
    const as = on !== null && on >= from && on <= to ? standsAs(event) : undefined
    return as !== undefined && log.standing.get(as) === seq
  })
}

function keep(log: Kept, events: readonly StoredEvent[]): boolean {
  const [from, to] = [events.at(0)?.seq, events.at(-1)?.seq]
  if (from === undefined || to === undefined) return true
  const { first } = log
  const last = lastOf(log)
  if (!events.every(({ seq }, at) => seq === from + at)) return false
  if (from > last + 1 || to < first - 1) return false
  const stands = events.every((event) => {
    const here = log.events[event.seq - first]
    return here === undefined || bySame(here, event)
  })
  const older = events.filter(({ seq }) => seq < first)
  const newer = events.filter(({ seq }) => seq > last)
  const all = [...older, ...log.events, ...newer]
  const once = new Set(all.map(({ author, cid }) => `${author.id} ${cid}`)).size === all.length
  if (!stands || !once) return false
  log.events = all
  log.first = Math.min(first, from)
  for (const event of [...newer, ...older]) note(log, event)
  if (older.length > 0) withdraw(log)
  for (const { author, cid } of events) if (author.id === log.key.ownKey) unqueue(log, cid)
  return true
}

function queue(log: Kept, message: OutboxMessage): void {
  const at = log.outbox.findIndex(({ cid }) => cid === message.cid)
  if (at === -1) log.outbox.push(message)
  else log.outbox[at] = message
}

function unqueue(log: Kept, cid: string): void {
  log.outbox = log.outbox.filter((message) => message.cid !== cid)
}

type Named = Pick<StoredEvent, 'author' | 'cid'>

const bySame = (one: Named, other: Named): boolean =>
  one.author.id === other.author.id && one.cid === other.cid
