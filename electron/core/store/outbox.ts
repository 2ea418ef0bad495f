/**
 * What we said and the host has not confirmed yet, in the order it was said. A message leaves it
 * only when its event is kept (in the same transaction) or when a person takes it back.
 */
import { errorValueSchema } from '../../../shared/domain/errors.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { canonical, parseBody } from '../../../shared/events/body.ts'
import type { Database } from './database.ts'
import type { Logs } from './logs.ts'
import type { LogId, OutboxMessage } from './store.ts'

interface OutboxRow {
  readonly cid: string
  readonly kind: string
  readonly on: number | null
  readonly body: string
  readonly time: UnixMs
  readonly error: string | null
}

/** A queue for each log. Whoever writes to it holds a transaction. */
export class Outbox {
  readonly #database: Database
  readonly #logs: Logs

  constructor(database: Database, logs: Logs) {
    this.#database = database
    this.#logs = logs
  }

  /**
   * In the order in which it was said, what has failed included; none for a log that is not there.
   */
  all(log: LogId): OutboxMessage[] {
    const sql = `SELECT cid, kind, target AS "on", body, time, error FROM outbox
       WHERE log = ? ORDER BY id`
    return this.#database.all<OutboxRow>(sql, log).map(({ body, error, ...row }) => ({
      ...row,
      body: parseBody(body) ?? {},
      error: error === null ? null : errorValueSchema.parse(JSON.parse(error)),
    }))
  }

  /**
   * Adds to the end, or changes what is there under the same cid, in place.
   * @throws {AppError} room_unknown when the log is deleted or read-only
   */
  queue(log: LogId, { cid, kind, on, body, time, error }: OutboxMessage): void {
    this.#logs.writable(log)
    this.#database.run(
      `INSERT INTO outbox (log, cid, kind, target, body, time, error) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (log, cid) DO UPDATE
       SET kind = excluded.kind, target = excluded.target, body = excluded.body,
         time = excluded.time, error = excluded.error`,
      ...[log, cid, kind, on, canonical(body), time, error === null ? null : JSON.stringify(error)],
    )
  }

  /**
   * A cid that is not there is no fault: not every event of ours was in here.
   * @returns whether it was there
   */
  unqueue(log: LogId, cid: string): boolean {
    return this.#database.run('DELETE FROM outbox WHERE log = ? AND cid = ?', log, cid).changes > 0
  }
}
