/**
 * What the app remembers between starts, besides conversations: the last choices and the rooms
 * joined. Read once, parsed with a schema. A file that cannot be read is kept aside, never
 * overwritten unseen.
 */

import { join } from 'node:path'
import { z } from 'zod'
import { type ErrorValue, errorValue } from '../../../shared/domain/errors.ts'
import type { HostChoice, RecentRoom } from '../../../shared/domain/last-used.ts'
import { DEFAULT_PORT, RECENT_ROOMS } from '../../../shared/domain/limits.ts'
import { isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import type { Logger } from '../logger.ts'
import { readSmall, replaceFile, setAside, systemCode } from './safe-file.ts'

const settingsSchema = z.object({
  name: z.string().default(''),
  hostChoice: z
    .object({ ip: z.string(), port: z.int(), room: z.string(), name: z.string() })
    .optional(),
  recents: z
    .array(
      z.object({
        address: z.string(),
        room: z.string(),
        name: z.string(),
        time: z.custom<UnixMs>(isTime).catch(UNKNOWN_TIME),
      }),
    )
    .max(RECENT_ROOMS)
    .default([]),
})
type Values = z.infer<typeof settingsSchema>

/**
 * A change holds at once, whether or not the disk takes it; what it returns is null, or
 * settings_not_saved.
 */
export class Settings {
  /** What went wrong while reading, for the person to know. */
  readonly damage: ErrorValue | null
  readonly #path: string
  readonly #logger: Logger
  #values: Values

  /**
   * @param dataDir folder of `settings.json`; made if absent
   * @throws the system's error when a damaged file cannot be set aside
   */
  constructor(dataDir: string, logger: Logger) {
    this.#logger = logger
    this.#path = join(dataDir, 'settings.json')
    const opened = open(this.#path, logger)
    this.#values = opened.values
    this.damage = opened.damage
  }

  /** The name used last, hosting or joining; empty at first. */
  get name(): string {
    return this.#values.name
  }
  /** Rooms that were joined, the latest first, each address once. */
  get recents(): readonly RecentRoom[] {
    return this.#values.recents
  }
  /** The last choice of the Host dialog, or a first suggestion. */
  get hostChoice(): HostChoice {
    return this.#values.hostChoice ?? { ip: '', port: DEFAULT_PORT, room: '', name: this.name }
  }

  /** @returns an error value when the choice could not be written; it still holds until the end */
  rememberHosting(choice: HostChoice): ErrorValue | null {
    return this.#write({ ...this.#values, hostChoice: choice, name: choice.name })
  }

  /** Puts a room at the top of the recent ones. */
  rememberJoining(room: RecentRoom): ErrorValue | null {
    const others = this.recents.filter((recent) => recent.address !== room.address)
    const recents = [room, ...others].slice(0, RECENT_ROOMS)
    return this.#write({ ...this.#values, recents, name: room.name })
  }

  /** An address that is not there is no fault. @returns as {@link rememberHosting} */
  forgetRecent(address: string): ErrorValue | null {
    const recents = this.recents.filter((recent) => recent.address !== address)
    return this.#write({ ...this.#values, recents })
  }

  #write(values: Values): ErrorValue | null {
    this.#values = values
    try {
      replaceFile(this.#path, `${JSON.stringify(values, null, 2)}\n`)
      return null
    } catch (error) {
      this.#logger.error('settings not saved', error)
      return errorValue('settings_not_saved', { cause: systemCode(error) })
    }
  }
}

function open(path: string, logger: Logger): { values: Values; damage: ErrorValue | null } {
  try {
    return { values: read(path), damage: null }
  } catch (error) {
    logger.error('settings could not be read', error)
    const kept = setAside(path)
    return { values: read(path), damage: errorValue('settings_damaged', { kept }) }
  }
}

/** @throws {Error} when the file is there and is no settings of ours */
function read(path: string): Values {
  return settingsSchema.parse(JSON.parse(readSmall(path) ?? '{}'))
}
