/** Newcomers who wait to come into a hosted room: who is new there, and what is said of them. Pure. */

import type { RoomInfo } from '../../shared/contract/snapshot.ts'
import type { Newcomer } from '../../shared/domain/moderation.ts'
import { namesWords } from './notice-words.ts'

/** Who waits now and did not before. */
export function newcomers(before: RoomInfo | undefined, now: RoomInfo): readonly Newcomer[] {
  const known = new Set(before?.hosting?.waiting.map((visitor) => visitor.key))
  return now.hosting?.waiting.filter((visitor) => !known.has(visitor.key)) ?? []
}

/** "Cem wants to come in: Lab". */
export function newcomerWords(visitors: readonly Newcomer[], room: string): string {
  return `${waitingWords(visitors)}: ${room}`
}

/** "Cem wants to come in". */
export function waitingWords(visitors: readonly Newcomer[]): string {
  const names = namesWords(visitors.map((visitor) => visitor.name))
  return `${names} ${visitors.length === 1 ? 'wants' : 'want'} to come in`
}
