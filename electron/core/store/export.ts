/**
 * Writes a conversation to a file of a person's choosing. Invariants: the file is whole
 * or as it was before, while it is written, what is said goes on being kept, and what was withdrawn
 * by its end is not in it.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { AppError } from '../../../shared/domain/errors.ts'
import { EXPORT_PAGE } from '../../../shared/domain/limits.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { systemCode } from '../settings/safe-file.ts'
import { writerOf } from './export-formats.ts'
import type { ExportFormat, LogId, LogInfo, PageQuery, StoredEvent } from './store.ts'

/** So often it begins anew while messages are withdrawn. */
const TRIES = 20

/** Where the events come from. */
export interface Source {
  logs(): readonly LogInfo[]
  page(log: LogId, query: PageQuery): readonly StoredEvent[]
  withdrawals(log: LogId): number
}

export interface ExportJob {
  readonly log: LogId
  readonly format: ExportFormat
  readonly file: string
  /** To stand in the file. */
  readonly now: UnixMs
  /** Gives it up between two pages. */
  readonly signal: AbortSignal
}

/**
 * Writes a log as it is now; answers how many messages it has.
 * @throws {AppError} export_failed, room_unknown, storage_failed; the file is then as it was
 */
export async function exportLog(source: Source, job: ExportJob): Promise<number> {
  const { log, file } = job
  const info = source.logs().find(({ id }) => id === log)
  if (info === undefined) throw new AppError('room_unknown')
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const count = await writeNew(temporary, (handle) => write(handle, source, info, job))
      if (count !== null) {
        await rename(temporary, file)
        return count
      }
      await rm(temporary)
    }
    throw new AppError('export_failed', { file, cause: 'messages are being deleted all the time' })
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('export_failed', { file, cause: systemCode(error) }, { cause: error })
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Makes a file. */
async function writeNew<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'wx', 0o600)
  try {
    return await act(handle)
  } finally {
    await handle.close()
  }
}

/** @returns how many messages; null when one was withdrawn meanwhile, which may be written already */
async function write(
  handle: FileHandle,
  source: Source,
  info: LogInfo,
  { format, file, now, signal }: ExportJob,
): Promise<number | null> {
  const writer = writerOf(format)
  const withdrawals = source.withdrawals(info.id)
  await handle.write(writer.head(info, now))
  let count = 0
  for (let after = info.first - 1; after < info.last; ) {
    if (signal.aborted) throw new AppError('export_failed', { file, cause: 'Tincan was closed' })
    const page = source.page(info.id, { after, most: Math.min(EXPORT_PAGE, info.last - after) })
    const last = page.at(-1)
    // Deleted meanwhile.
    if (last === undefined) throw new AppError('room_unknown')
    const taken = page.filter((event) => writer.takes(event))
    if (taken.length > 0) await handle.write(taken.map(writer.message).join(''))
    count += taken.filter(({ on }) => on === null).length
    after = last.seq
    if (source.withdrawals(info.id) !== withdrawals) return null
  }
  await handle.write(writer.tail())
  await handle.sync()
  return source.withdrawals(info.id) === withdrawals ? count : null
}
