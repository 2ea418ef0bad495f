/** Writes that were asked for, and what became of them, as values that cross between threads. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { Appended, NewEvent, StoreWrites } from './store.ts'

/** Each of the {@link StoreWrites}. */
export type WriteName = keyof StoreWrites

/** A write that was asked for, as a plain value. */
export type Write = {
  [Name in WriteName]: { readonly name: Name; readonly args: Parameters<StoreWrites[Name]> }
}[WriteName]

/** As {@link Appended}, between threads: who has said it has all of it but its number. */
export type AppendedAt =
  | Exclude<Appended, { readonly kind: 'new' }>
  | { readonly kind: 'new'; readonly seq: number }

/** What became of `said`. */
export const appendedOf = (said: NewEvent, at: AppendedAt): Appended =>
  at.kind === 'new' ? { kind: 'new', event: { seq: at.seq, ...said } } : at

/** What became of one write. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorValue }

/** What became of a batch of writes. */
export type Committed =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  /** Nothing of it was written. `lasting`: trying again is of no use. */
  | { readonly kind: 'failed'; readonly error: ErrorValue; readonly lasting: boolean }
