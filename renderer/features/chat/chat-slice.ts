/** What a person has written and not sent, and what could not be fetched of a conversation. */
import type { Direction } from '../../store/room-changes.ts'
import type { Drafts } from './drafts.ts'

export interface ChatSlice {
  /** The end of a room's conversation that could not be fetched; without a message, nobody had it. */
  readonly unfetched: Readonly<
    Record<string, { readonly direction: Direction; readonly message: string | null }>
  >
  readonly drafts: Drafts
  /** What was pasted and is too long for the composer, by room. */
  readonly pasted: Readonly<Record<string, string>>
  /** Why the words that came back to the composer were not taken, by room. */
  readonly sayErrors: Readonly<Record<string, string>>
  /** Grows with each message said here, so that the timeline goes to its end. */
  readonly said: number
}

export const chatSlice: ChatSlice = {
  unfetched: {},
  drafts: {},
  pasted: {},
  sayErrors: {},
  said: 0,
}
