/** What is said when the promise is broken, and what counts as the same. */
import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'

export class Violation extends Error {}

/** @throws {Violation} unless the promise is held */
export function hold(truth: boolean, otherwise: () => string): asserts truth {
  if (!truth) throw new Violation(otherwise())
}

/** A message, whoever looks at it: who said what under which cid. */
export const nameOf = (key: Fingerprint, { cid, text }: { cid: string; text: string | null }) =>
  `${key} ${cid} ${text}`

export const told = (event: StoredEvent | undefined): string =>
  event === undefined
    ? 'nothing'
    : `${event.seq} ${event.cid} “${event.text}” of ${event.author.name}`

export const sameEvent = (one: StoredEvent, other: StoredEvent): boolean =>
  one.seq === other.seq &&
  one.author.id === other.author.id &&
  one.author.name === other.author.name &&
  one.cid === other.cid &&
  one.time === other.time &&
  one.text === other.text &&
  one.kind === other.kind
