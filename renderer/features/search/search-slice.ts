/** A search through all that was said, as the window shows it. Pure. */

import type { SearchAnswer, SearchHit } from '../../../shared/contract/snapshot.ts'
import { SEARCH_HITS } from '../../../shared/domain/limits.ts'
import type { Pane } from '../../store/pane.ts'

export interface SearchView {
  /** What stands in the field. */
  readonly text: string
  /** Only in the room in front. */
  readonly here: boolean
  /** Grows with each question; an answer to another one is late, and is not shown. */
  readonly asked: number
  readonly state: 'idle' | 'asking' | 'done'
  readonly hits: readonly SearchHit[]
  /** Where the hits go on, or null when these are all. */
  readonly next: number | null
  /** All that is found by now is here, but older messages are not found yet. */
  readonly partial: boolean
  /** The next ones are on their way. */
  readonly more: boolean
  readonly error: string | null
  /** The hit that Enter opens. */
  readonly selected: number
  /** The field waits for the focus. */
  readonly wanted: boolean
  /** The pane to go back to. */
  readonly back: Pane
}

export interface SearchSlice {
  readonly search: SearchView
}

export const noSearch: SearchView = {
  text: '',
  here: false,
  asked: 0,
  state: 'idle',
  hits: [],
  next: null,
  partial: false,
  more: false,
  error: null,
  selected: 0,
  wanted: false,
  back: 'chat',
}

export const searchSlice: SearchSlice = { search: noSearch }

/** Another text or another choice of rooms: what is found stays in sight until the answer. */
export function asking(
  search: SearchView,
  change: Partial<Pick<SearchView, 'text' | 'here'>>,
): SearchView {
  const next = { ...search, ...change, asked: search.asked + 1, more: false }
  return next.text.trim() === ''
    ? { ...next, state: 'idle', hits: [], next: null, error: null, selected: 0 }
    : { ...next, state: 'asking' }
}

export function found(search: SearchView, asked: number, answer: SearchAnswer): SearchView {
  const { hits, next } = answer
  const partial = answer.partial && hits.length < SEARCH_HITS
  if (search.asked !== asked) return search
  return search.more
    ? { ...search, hits: search.hits.concat(hits), next, partial, more: false }
    : { ...search, state: 'done', hits, next, partial, error: null, selected: 0 }
}

/** What was withdrawn is found no more. */
export function withoutHit(search: SearchView, roomId: string, seq: number): SearchView {
  const hits = search.hits.filter((hit) => hit.roomId !== roomId || hit.message.seq !== seq)
  return hits.length === search.hits.length
    ? search
    : selecting({ ...search, hits }, search.selected)
}

export function failed(search: SearchView, asked: number, error: string): SearchView {
  if (search.asked !== asked) return search
  return search.more
    ? { ...search, more: false, next: null, error }
    : { ...search, state: 'done', hits: [], next: null, error, selected: 0 }
}

/** Another hit is selected; there is nothing beyond the ends. */
export function selecting(search: SearchView, index: number): SearchView {
  const most = Math.max(0, search.hits.length - 1)
  return { ...search, selected: Math.min(most, Math.max(0, index)) }
}
