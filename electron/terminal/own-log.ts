/**
 * Which room of before a host goes on with. Pure.
 */
import { tidyName } from '../../shared/domain/text.ts'
import type { Identity } from '../core/identity/identity.ts'
import type { LogInfo } from '../core/store/store.ts'

/**
 * The newest room of this key and of exactly this name, at this port where one was asked for; null
 * for a new room. Nothing weaker will do: whoever comes into a room may read what was said there.
 * @param port what `--port` said; undefined or 0 when any will do
 */
export function ownLog(
  logs: readonly LogInfo[],
  { fingerprint }: Pick<Identity, 'fingerprint'>,
  room: string,
  port: number | undefined,
): LogInfo | null {
  const found = logs.findLast(
    (log) =>
      log.hosting &&
      !log.readOnly &&
      log.hostKey === fingerprint &&
      log.room === tidyName(room) &&
      (!port || portOf(log) === port),
  )
  return found ?? null
}

/** Where a room of before listened, or undefined when that is not known. */
export function portOf(log: LogInfo): number | undefined {
  return log.addresses[0]?.port
}
