/**
 * What a screen reader hears of new entries: one sentence for what came within a moment, so that
 * a burst is not read out a thousand times. Pure.
 */
import type { Entry } from '../../shared/events/conversation.ts'
import { notifies } from '../../shared/events/kinds.ts'
import { noticeWords } from './notice-words.ts'

const SPOKEN_CHARS = 300

export function announcementOf(entries: readonly Entry[]): string {
  const heard = entries.filter(
    (entry) => entry.kind === 'notice' || (!entry.mine && !entry.withdrawn && notifies(entry.kind)),
  )
  const last = heard.at(-1)
  if (last === undefined) return ''
  const words =
    last.kind === 'message'
      ? `${last.author.name}: ${last.text.slice(0, SPOKEN_CHARS)}`
      : noticeWords(last.notice)
  return heard.length === 1 ? words : `${heard.length} new lines. The last one: ${words}`
}
