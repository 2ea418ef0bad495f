/**
 * States and events in words. Errors bring their own sentence; only what is not an error is
 * worded here. Pure.
 */

import type {
  AddressKind,
  ConnectionState,
  EndedHow,
  JoinStage,
  Notice,
  RoomInfo,
} from '../../shared/contract/snapshot.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Past, PerAddress } from '../../shared/domain/moderation.ts'
import type { NoticeRow } from './rows.ts'

export function stageWords(stage: JoinStage, address: string): string {
  switch (stage) {
    case 'resolving':
      return 'Looking up the name…'
    case 'dialing':
      return `Calling ${address}…`
    case 'securing':
      return 'Checking the key…'
    case 'greeting':
      return 'Waiting for the room to answer…'
    case 'proving':
      return 'Checking the password…'
    case 'entering':
      return 'Entering…'
    case 'waiting':
      return 'Waiting for the host to let you in…'
    default:
      return assertNever(stage)
  }
}

/** The state beside the string, in a few words. */
export function connectionWords(info: RoomInfo): string {
  const connection: ConnectionState = info.connection
  switch (connection.phase) {
    case 'connecting':
      return info.own ? 'Opening the room…' : stageWords(connection.stage, info.address)
    case 'catching_up':
      return 'Catching up…'
    case 'live':
      return info.hosting === null ? 'Connected' : 'Open, hosted by you'
    case 'interrupted':
      return connection.retryIn === null ? 'Trying again…' : 'Connection lost'
    case 'ended':
      return info.readOnly ? 'Kept to read' : endedShort(connection.how, info.own)
    default:
      return assertNever(connection)
  }
}

function endedShort(how: EndedHow, own: boolean): string {
  switch (how) {
    case 'left':
      return own ? 'Closed' : 'You left'
    case 'closed':
      return 'Closed'
    case 'lost':
      return 'Connection lost'
    case 'refused':
      return 'Not let in'
    default:
      return assertNever(how)
  }
}

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

/** What newcomers see of what was said before. */
export function pastWords(past: Past): string {
  if (past === 'all') return 'Everything said before'
  if (past === 'none') return 'Nothing said before'
  return past === 1 ? 'The last message' : `The last ${past.toLocaleString('en')} messages`
}

export function noticeWords(notice: Notice): string {
  switch (notice.type) {
    case 'entered':
      return notice.asked === notice.name
        ? `You are in ${notice.room} as ${notice.name}`
        : `You are in ${notice.room} as ${notice.name} because ${notice.asked} is taken`
    case 'joined':
      return `${notice.name} joined`
    case 'left':
      return `${notice.name} left`
    case 'lost':
      return `${notice.name} lost the connection`
    case 'ended':
      return notice.message
    case 'unknown':
      return `${notice.name} sent something that this version of Tincan cannot show`
    case 'unreadable':
      return 'A message cannot be read: it was damaged'
    default:
      return assertNever(notice)
  }
}

const FOLD_LISTED = 3
const NAMES_LISTED = 3

/** A row of notices as parts of one line: each in its own words, or counted when they are many. */
export function noticeRowWords(row: NoticeRow): readonly string[] {
  const notices = row.notices.map((entry) => entry.notice)
  if (notices.length <= FOLD_LISTED) return notices.map(noticeWords)
  const tails = { joined: 'joined', left: 'left', lost: 'lost the connection' } as const
  return (['joined', 'left', 'lost'] as const).flatMap((type) => {
    const names = notices.flatMap((notice) => (notice.type === type ? [notice.name] : []))
    return names.length === 0 ? [] : [`${namesWords(names)} ${tails[type]}`]
  })
}

/** "Ann", "Ann and Bob", "Ann, Bob, Cem and 12 others". */
export function namesWords(names: readonly string[]): string {
  const listed = names.length <= NAMES_LISTED + 1 ? names : names.slice(0, NAMES_LISTED)
  const rest = names.length - listed.length
  if (rest > 0) return `${listed.join(', ')} and ${rest} others`
  return listed.length < 2
    ? listed.join('')
    : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`
}

export function kindWords(kind: AddressKind | 'all'): string {
  switch (kind) {
    case 'all':
      return 'All networks'
    case 'loopback':
      return 'This computer only'
    case 'lan':
      return 'Local network'
    case 'vpn':
      return 'VPN'
    case 'other':
      return 'Other network'
    default:
      return assertNever(kind)
  }
}

export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** What one network address may have of a room's places. */
export function perAddressWords(perAddress: PerAddress): string {
  if (perAddress === 'all') return 'Any number, as from a school or an office.'
  const most = perAddress === null ? 'an eighth of the places' : `${perAddress} places`
  return `Once the room is half full, one address gets no more than ${most}.`
}
