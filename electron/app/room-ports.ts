/**
 * What the rooms of this computer stand on, whichever front shows them: the system's clock and
 * network, and the messages. Here alone the rooms get them.
 */
import { join } from 'node:path'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { NetworkWatch, readSight } from '../core/net/network-watch.ts'
import { openStore } from '../core/store/open-store.ts'
import type { OnProgress } from '../core/store/recovery.ts'
import { MESSAGES, type Store } from '../core/store/store.ts'

export interface RoomPorts {
  readonly clock: Clock
  readonly network: NetworkWatch
  readonly store: Store
}

export interface OpenedRoomPorts {
  readonly ports: RoomPorts
  /** What was wrong with the messages, for a person. */
  readonly damage: ErrorValue | null
}

/**
 * @param dataDir null keeps nothing beyond this run
 * @param onProgress hears how far an update of the messages has come
 * @throws {AppError} as {@link openStore} does; then nothing is open
 */
export async function openRoomPorts(
  dataDir: string | null,
  logger: Logger,
  onProgress?: OnProgress,
): Promise<OpenedRoomPorts> {
  const clock = systemClock
  const path = dataDir === null ? ':memory:' : join(dataDir, MESSAGES)
  const { store, damage } = await openStore({
    path,
    clock,
    logger,
    ...(onProgress && { onProgress }),
  })
  return { ports: { clock, network: new NetworkWatch(clock, readSight), store }, damage }
}
