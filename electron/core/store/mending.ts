/**
 * Looks through what is read at every start and written to again and again: the rooms, and what
 * waits to be sent. What a disk has made unusable there is mended, because one such value would
 * stop the start, or every later write to its row. Events are many, and are judged as they are
 * read (event-row.ts); only those that no number of their log can reach are taken out.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { errorValue, errorValueSchema } from '../../../shared/domain/errors.ts'
import { isFingerprint, NOBODY } from '../../../shared/domain/fingerprint.ts'
import { isId, isKind } from '../../../shared/domain/ids.ts'
import { LOST_EVENTS, ROOM_EVENTS, TEXT_BYTES } from '../../../shared/domain/limits.ts'
import { isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { isText, mendedName } from '../../../shared/domain/text.ts'
import { canonical, isBody } from '../../../shared/events/body.ts'
import type { Database, Value } from './database.ts'
import { ofIndex } from './search-tables.ts'
import { StandingEvents } from './standing.ts'

type AnyRow = Readonly<Record<string, unknown>>
/** What a column has to have: the value as it is when that will do. */
type Mends = Readonly<Record<string, (value: unknown) => Value>>

const whole = (value: unknown, least = 0): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least
const flag = (value: unknown): number => (value === 1 ? 1 : 0)
const key = (value: unknown): string =>
  typeof value === 'string' && isFingerprint(value) ? value : NOBODY
const name = (fallback: string) => (value: unknown) => {
  if (value === '') return value
  return (typeof value === 'string' && mendedName(value)) || fallback
}

/** By these a log is found; without one of them it is another log, and kept to read. */
const IDENTITY: Mends = {
  room_id: (value) => (isId(value) ? value : 'lost'),
  host_key: key,
  own_key: key,
}

const FACTS: Mends = {
  room: name('Room'),
  name: name('Me'),
  addresses: (value) => (isAddresses(value) ? value : '[]'),
  hosting: flag,
  open: flag,
  floor: (value) => (whole(value, 1) ? value : 1),
  // One that may have been closed to writing stays so.
  read_only: (value) => (value === 0 ? 0 : 1),
  draft: (value) => (typeof value === 'string' ? value : ''),
  used: (value) => (whole(value) ? value : 0),
}

/**
 * Mends what cannot be used.
 * @throws IndexFault when the search index is in the way; nothing is mended then
 * @returns what was mended, for the log file
 */
export function mend(database: Database): string[] {
  return database.transaction(() => [
    ...mendLogs(database),
    ...dropStrayAccess(database),
    ...mendOutbox(database),
    ...mendStanding(database),
    ...mendReads(database),
  ])
}

function mendLogs(database: Database): string[] {
  return database.all<AnyRow>('SELECT * FROM logs').flatMap((row) => {
    const lost = changed(row, IDENTITY)
    const facts = changed(row, FACTS)
    // A host goes on with a room by its name; one that was made up here must not be found by it.
    const renamed = 'room' in facts && (facts.hosting ?? row.hosting) === 1
    const mended = {
      ...facts,
      ...lost,
      ...((Object.keys(lost).length > 0 || renamed) && { read_only: 1 }),
      ...mendedSpan(database, row),
    }
    const told = update(database, 'logs', row, mended)
    return [...told, ...dropStrays(database, { ...row, ...mended })]
  })
}

/**
 * The numbers of a log's events. At either end some may be gone, and their places stay; but more
 * than a disk loses at once are numbers that never were.
 */
function mendedSpan(database: Database, { id, first, last }: AnyRow): Record<string, Value> {
  const [oldest, newest] = [endOf(database, id, 'ASC'), endOf(database, id, 'DESC')]
  const sane = whole(first, 1) && whole(last) && first <= last + 1 && last <= ROOM_EVENTS
  if (oldest === undefined || newest === undefined) {
    if (sane) return last - first < LOST_EVENTS ? {} : { first: last + 1 }
    return { first: 1, last: 0 }
  }
  const there = (from: number, to: number) => {
    const found = countOf(database, id, from, to)
    const missing = to - from + 1 - found
    // One event far out is a damaged number; many with a few holes are a log.
    return missing <= LOST_EVENTS && missing < found
  }
  const from = sane ? end(first, oldest, first - oldest, () => there(oldest, first - 1)) : oldest
  const to = sane ? end(last, newest, newest - last, () => there(last + 1, newest)) : newest
  return { ...(from !== first && { first: from }), ...(to !== last && { last: to }) }
}

/**
 * Where a log ends, by what is said of it and by what is there.
 * @param beyond how many numbers what is there reaches further than what is said
 * @param believable whether so many of those are there that the rest can have been lost
 */
function end(said: number, there: number, beyond: number, believable: () => boolean): number {
  if (beyond > 0) return believable() ? there : said
  return -beyond <= LOST_EVENTS ? said : there
}

/**
 * Events outside of the numbers of their log. Nobody could reach them, and they would be in the
 * way of those that get their numbers or their ids.
 */
function dropStrays(database: Database, { id, first, last }: AnyRow): string[] {
  const drop = (where: string, number: unknown): number => {
    const values = [Number(id), Number(number)]
    const strays = `FROM events WHERE log = ? AND ${where}`
    if (database.get(`SELECT 1 ${strays} LIMIT 1`, ...values) === undefined) return 0
    ofIndex(() => {
      database.run(`DELETE FROM words WHERE rowid IN (SELECT id ${strays})`, ...values)
      database.run("INSERT INTO words (words) VALUES ('flush')")
    })
    return database.run(`DELETE ${strays}`, ...values).changes
  }
  const changes = drop('seq < ?', first) + drop('seq > ?', last)
  if (changes > 0) {
    database.run(
      'DELETE FROM standing WHERE log = ? AND seq NOT BETWEEN ? AND ?',
      ...[Number(id), Number(first), Number(last)],
    )
  }
  return changes === 0 ? [] : [`logs ${id}: ${changes} events outside of its numbers`]
}

function endOf(database: Database, log: unknown, order: 'ASC' | 'DESC'): number | undefined {
  return database.get<{ seq: number }>(
    `SELECT seq FROM events WHERE log = ? AND seq BETWEEN 1 AND ? AND typeof(seq) = 'integer'
     ORDER BY seq ${order} LIMIT 1`,
    ...[Number(log), ROOM_EVENTS],
  )?.seq
}

function countOf(database: Database, log: unknown, from: number, to: number): number {
  const sql = 'SELECT count(*) AS count FROM events WHERE log = ? AND seq BETWEEN ? AND ?'
  return database.get<{ count: number }>(sql, Number(log), from, to)?.count ?? 0
}

/** What stands on events can be made anew from them. */
function mendStanding(database: Database): string[] {
  const odd = database.get(
    `SELECT 1 FROM standing LEFT JOIN logs ON logs.id = standing.log
     WHERE typeof(seq) <> 'integer' OR typeof(target) <> 'integer' OR typeof(counts) <> 'integer'
       OR seq > logs.last OR target >= seq LIMIT 1`,
  )
  if (odd === undefined) return []
  new StandingEvents(database).rebuild()
  return ['standing: made anew']
}

/** A mark that cannot be is taken for everything read. */
function mendReads(database: Database): string[] {
  const { changes } = database.run(
    `UPDATE reads SET seq = (SELECT last FROM logs WHERE logs.id = reads.log)
     WHERE typeof(seq) <> 'integer' OR seq > (SELECT last FROM logs WHERE logs.id = reads.log)`,
  )
  return changes === 0 ? [] : [`reads: ${changes} marks`]
}

/**
 * Rows of an access list that are no log's, and would be another's when it comes. What is damaged
 * in the others stays: the list that has them cannot be read, and its room stays closed.
 */
function dropStrayAccess(database: Database): string[] {
  const { changes } = database.run(
    'DELETE FROM access WHERE NOT EXISTS (SELECT 1 FROM logs WHERE id = access.log)',
  )
  return changes === 0 ? [] : [`access: ${changes} rows of no log`]
}

function mendOutbox(database: Database): string[] {
  const rows = database.all<AnyRow>('SELECT * FROM outbox WHERE log IN (SELECT id FROM logs)')
  return rows.flatMap((row) => {
    const lost = changed(row, {
      cid: (value) => (isId(value) ? value : randomUUID()),
      kind: (value) => (isKind(value) ? value : 'message'),
      target: (value) => (value === null || whole(value, 1) ? value : null),
      body: (value) => words(value, isKind(row.kind) ? row.kind : 'message'),
    })
    const damaged = JSON.stringify(errorValue('words_damaged'))
    const mended = {
      ...changed(row, {
        time: (value) => (isTime(value) ? value : UNKNOWN_TIME),
        error: (value) => (value === null || isError(value) ? value : damaged),
      }),
      ...lost,
      // A person has to look: it is not what was said any more, or may have been sent.
      ...(Object.keys(lost).length > 0 && { error: damaged }),
    }
    return update(database, 'outbox', row, mended)
  })
}

/** As much of it as can be sent; of a text that is too long, at up to three bytes a unit. */
function words(value: unknown, kind: unknown): string {
  const body = parsed(value)
  if (isBody(body) && (kind !== 'message' || isText(body.text))) return canonical(body)
  const text =
    typeof body === 'object' && body !== null && 'text' in body ? body.text : (value ?? '')
  return canonical({
    text: String(text)
      .slice(0, TEXT_BYTES / 4)
      .toWellFormed(),
  })
}

function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined
  } catch {
    return undefined
  }
}

function changed(row: AnyRow, mends: Mends): Record<string, Value> {
  const all = Object.entries(mends).map(([column, good]) => [column, good(row[column])] as const)
  return Object.fromEntries(all.filter(([column, value]) => value !== row[column]))
}

function update(
  database: Database,
  table: 'logs' | 'outbox',
  { id }: AnyRow,
  mended: Readonly<Record<string, Value>>,
): string[] {
  const columns = Object.keys(mended)
  if (columns.length === 0) return []
  // All of them at once: a row is written only when all its values are of their columns' types.
  const set = columns.map((column) => `${column} = ?`).join(', ')
  database.run(`UPDATE ${table} SET ${set} WHERE id = ?`, ...Object.values(mended), Number(id))
  return [`${table} ${id}: ${columns.join(', ')}`]
}

const addressesSchema = z.array(z.string())
const isAddresses = (value: unknown): value is string => parses(value, addressesSchema)
const isError = (value: unknown): value is string => parses(value, errorValueSchema)

function parses(value: unknown, schema: z.ZodType): boolean {
  try {
    return typeof value === 'string' && schema.safeParse(JSON.parse(value)).success
  } catch {
    return false
  }
}
