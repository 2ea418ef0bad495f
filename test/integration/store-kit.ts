/** Processes with a store, and a look into its file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Folder } from '../support/store-kit.ts'
import { HALT_AT, type Halt } from './store-stops.ts'

const SCRIPT = join(import.meta.dirname, 'store-child.ts')
const STOPS = join(import.meta.dirname, 'store-stops.ts')

/** A process that runs store-child.ts; killed when it is disposed of. */
export class Child implements AsyncDisposable {
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown[]>
  #heard = Promise.withResolvers<void>()

  /** @param haltAt where its thread stops, see store-stops.ts; left out: nowhere */
  constructor(file: string, way: 'write' | 'hold' | 'close' | 'forget', haltAt?: string) {
    const halting = haltAt === undefined ? [] : ['--import', STOPS]
    this.#process = spawn(process.execPath, [...halting, SCRIPT, file, way], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, [HALT_AT]: haltAt },
    })
    this.#ended = once(this.#process, 'close')
    if (this.#process.stdout === null) throw new Error('it has an output')
    createInterface(this.#process.stdout).on('line', (line) => {
      this.lines.push(line)
      this.#heard.resolve()
      this.#heard = Promise.withResolvers()
    })
  }

  /** Resolves when it has printed so many lines. */
  async printed(count: number): Promise<void> {
    while (this.lines.length < count) {
      const ended = await Promise.race([this.#heard.promise, this.#ended.then(() => true)])
      if (ended === true && this.lines.length < count) throw new Error('it ended before')
    }
  }

  /** Resolves when its thread has stopped where it was told to. */
  async halted(): Promise<Halt> {
    for (let seen = 0; ; seen += 1) {
      await this.printed(seen + 1)
      const line = this.lines[seen] ?? ''
      if (line.startsWith('{')) return JSON.parse(line) as Halt
    }
  }

  /** Resolves with its exit code when it ends by itself. */
  async ended(): Promise<unknown> {
    return (await this.#ended)[0]
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }
}

/** The pages of a table in a closed file, and how large a page is. */
export function pagesOf(file: string, table: string): { pages: number[]; size: number } {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database.prepare('SELECT pageno FROM dbstat WHERE name = ?').all(table)
    const size = Number(database.prepare('PRAGMA page_size').get()?.page_size)
    return { pages: rows.map(({ pageno }) => Number(pageno)), size }
  } finally {
    database.close()
  }
}

/** Writes rubbish over a page in the middle of a table. */
export function flipPage(file: string, table: string): void {
  const { pages, size } = pagesOf(file, table)
  const page = pages[Math.floor(pages.length / 2)] ?? 1
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size)
  closeSync(handle)
}

/** The files of a data folder in which some text stands. */
export function filesWith(folder: Folder, text: string): string[] {
  return readdirSync(folder.data).filter((name) =>
    readFileSync(join(folder.data, name)).includes(text),
  )
}

/**
 * Changes a closed file by hand, as a disk might: no type, no NOT NULL and no CHECK holds while
 * `sql` runs. The tables are declared as they were afterwards.
 */
export function damage(file: string, sql: string): void {
  const database = new DatabaseSync(file, {
    defensive: false,
    enableForeignKeyConstraints: false,
  })
  try {
    const declared = database
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
      .all()
    redeclare(
      database,
      declared.map(({ name, sql: text }) => ({ name, sql: loose(String(text)) })),
    )
    database.exec(sql)
    redeclare(database, declared)
  } finally {
    database.close()
  }
}

function loose(sql: string): string {
  return sql
    .replace(/\) STRICT(?:, WITHOUT ROWID)?$/, (end) =>
      end.replace(' STRICT,', '').replace(' STRICT', ''),
    )
    .replaceAll(' NOT NULL', '')
    .replace(/ CHECK \([^)]*\)/g, '')
}

function redeclare(database: DatabaseSync, tables: readonly Record<string, unknown>[]): void {
  database.exec('PRAGMA writable_schema = ON')
  const change = database.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?')
  for (const { name, sql } of tables) change.run(String(sql), String(name))
  database.exec('PRAGMA writable_schema = RESET')
}
