/** Comings, goings and other news of a room in words. Pure. */

import { assertNever } from '../../shared/domain/assert-never.ts'
import type { Notice } from '../../shared/events/conversation.ts'
import type { NoticeRow } from './rows.ts'

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
