/**
 * How a terminal session ended, as a number for scripts. Documented in the README.
 */
import type { ErrorCode } from '../../shared/errors.ts'

export const EXIT = {
  left: 0,
  internal: 1,
  usage: 2,
  notReached: 3,
  refused: 4,
  closed: 5,
  lost: 6,
  cannotHost: 7,
  otherKey: 8,
  unknownHost: 9,
  password: 10,
  notAdmitted: 11,
  banned: 12,
  storage: 13,
  output: 14,
} as const

const byCode: Partial<Record<ErrorCode, number>> = {
  cancelled: EXIT.left,
  address_invalid: EXIT.usage,
  port_invalid: EXIT.usage,
  name_invalid: EXIT.usage,
  room_name_invalid: EXIT.usage,
  name_not_found: EXIT.notReached,
  connection_refused: EXIT.notReached,
  no_answer: EXIT.notReached,
  unreachable: EXIT.notReached,
  dial_failed: EXIT.notReached,
  not_tincan: EXIT.notReached,
  version_too_new: EXIT.refused,
  version_too_old: EXIT.refused,
  room_full: EXIT.refused,
  room_closed: EXIT.refused,
  room_busy: EXIT.refused,
  refused_other: EXIT.refused,
  pin_mismatch: EXIT.otherKey,
  host_unproven: EXIT.otherKey,
  unknown_host: EXIT.unknownHost,
  password_needed: EXIT.password,
  auth_failed: EXIT.password,
  auth_limited: EXIT.password,
  not_admitted: EXIT.notAdmitted,
  invite_used: EXIT.notAdmitted,
  banned: EXIT.banned,
  invite_invalid: EXIT.usage,
  file_unreadable: EXIT.usage,
  password_invalid: EXIT.usage,
  output_closed_left: EXIT.output,
  replaced: EXIT.closed,
  removed: EXIT.closed,
  other_room: EXIT.refused,
  log_differs: EXIT.refused,
  storage_full: EXIT.storage,
  storage_failed: EXIT.storage,
  storage_locked: EXIT.storage,
  storage_newer: EXIT.storage,
  storage_unreadable: EXIT.storage,
  host_away: EXIT.lost,
  connection_lost: EXIT.lost,
  too_slow: EXIT.lost,
  protocol_broken: EXIT.lost,
  address_not_here: EXIT.cannotHost,
  port_in_use: EXIT.cannotHost,
  port_privileged: EXIT.cannotHost,
  cannot_listen: EXIT.cannotHost,
}

/** The exit code of an attempt that failed with `code`. */
export function exitCodeOf(code: ErrorCode): number {
  return byCode[code] ?? EXIT.internal
}
