/** What is said when the promise is broken, and what counts as the same. */
import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { canonical } from '../../shared/events/body.ts'
import type { Said } from '../../shared/events/kind.ts'
import { sameSaid } from '../../shared/events/kinds.ts'

export class Violation extends Error {}

/** @throws {Violation} unless the promise is held */
export function hold(truth: boolean, otherwise: () => string): asserts truth {
  if (!truth) throw new Violation(otherwise())
}

/** What was said, as one text. */
export const wordsOf = ({ kind, on, body }: Said): string => `${kind} ${on} ${canonical(body)}`

/** An event, whoever looks at it: who said what under which cid. */
export const nameOf = (key: Fingerprint, said: Said & { readonly cid: string }) =>
  `${key} ${said.cid} ${wordsOf(said)}`

export const told = (event: StoredEvent | undefined): string =>
  event === undefined
    ? 'nothing'
    : `${event.seq} ${event.cid} “${wordsOf(event)}” of ${event.author.name}`

/** Whether an event is what was said; of one that is withdrawn, its kind is left. */
export const became = (event: StoredEvent, said: Said): boolean =>
  event.withdrawn === undefined ? sameSaid(event, said) : event.kind === said.kind

export const sameEvent = (one: StoredEvent, other: StoredEvent): boolean =>
  one.seq === other.seq &&
  one.withdrawn === other.withdrawn &&
  one.author.id === other.author.id &&
  one.author.name === other.author.name &&
  one.cid === other.cid &&
  one.time === other.time &&
  sameSaid(one, other)
