/** Newcomers who wait to come into a hosted room: who is new there, and what is said of them. Pure. */

import type { RoomInfo } from '../../shared/contract/snapshot.ts'
import type { Newcomer } from '../../shared/domain/moderation.ts'
import { namesWords } from './notice-words.ts'

/** Who waits now and did not before. */
export function newlyWaiting(before: RoomInfo | undefined, now: RoomInfo): readonly Newcomer[] {
  const known = new Set(before?.hosting?.waiting.map((newcomer) => newcomer.key))
  return now.hosting?.waiting.filter((newcomer) => !known.has(newcomer.key)) ?? []
}

/** "Cem wants to come in: Lab". */
export function newcomerWords(newcomers: readonly Newcomer[], room: string): string {
  return `${waitingWords(newcomers)}: ${room}`
}

/** "Cem wants to come in". */
export function waitingWords(newcomers: readonly Newcomer[]): string {
  const names = namesWords(newcomers.map((newcomer) => newcomer.name))
  return `${names} ${newcomers.length === 1 ? 'wants' : 'want'} to come in`
}
