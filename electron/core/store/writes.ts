/** Writes that were asked for, and what became of them, as values that cross between threads. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { StoreWrites } from './store.ts'

/** Each of the {@link StoreWrites}. */
export type WriteName = keyof StoreWrites

/** A write that was asked for, as a plain value. */
export type Write = {
  [Name in WriteName]: { readonly name: Name; readonly args: Parameters<StoreWrites[Name]> }
}[WriteName]

/** What became of one write. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorValue }

/** What became of a batch of writes. */
export type Committed =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  /** Nothing of it was written. `lasting`: trying again is of no use. */
  | { readonly kind: 'failed'; readonly error: ErrorValue; readonly lasting: boolean }
