/** What has become of a room, or will, as a sentence. Errors bring their own. Pure. */

import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { assertNever } from '../../../shared/domain/assert-never.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { countWords } from '../../store/count-words.ts'

/** What happened to a room that has ended, as a sentence. */
export function endedWords(info: RoomInfo): string {
  if (info.connection.phase !== 'ended') return ''
  const { how, error } = info.connection
  if (info.readOnly) return `Kept to read: ${error?.message ?? 'nothing is added here any more.'}`
  if (error !== null) return error.message
  switch (how) {
    case 'left':
      return info.own ? 'You closed this room.' : 'You left this room.'
    case 'closed':
      return info.own ? 'You closed this room.' : 'The host closed this room.'
    case 'lost':
      return 'The connection to this room was lost.'
    case 'refused':
      return 'The room did not let you in.'
    default:
      return assertNever(how)
  }
}

/** What an interrupted connection is about, before when it is tried again. */
export function interruptedWords(error: ErrorValue): string {
  if (error.code === 'room_full') return 'The room is full. You are next.'
  if (error.code === 'address_full') return 'Too many are in from your network address.'
  return error.code === 'host_away' ? 'The host has gone away.' : 'Connection lost.'
}

/** When the connection is made again; `seconds` is null right now. */
export function retryWords(seconds: number | null): string {
  return seconds === null || seconds <= 0 ? 'Trying again…' : `Trying again in ${seconds} s`
}

export function missingWords(missing: number): string {
  return missing === 0 ? '' : `${countWords(missing, 'message', 'messages')} to come`
}

/** What deleting a room does, before it is done. */
export function deleteWords(info: RoomInfo): string {
  const others = info.own
    ? 'Nobody can come back to it. The other people keep what they have.'
    : 'The other people keep theirs.'
  const first =
    info.connection.phase === 'ended'
      ? ''
      : info.own
        ? 'The room closes for everybody first. '
        : 'You leave the room first. '
  return `${first}What was said in it is deleted here for good. ${others}`
}

/** The last part of a path, whichever way it is written. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}
