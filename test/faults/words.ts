/** What was said, as one text by which the verdict compares it, whatever its kind. */
import { canonical } from '../../shared/events/body.ts'
import type { Said } from '../../shared/events/kind.ts'
import { readAs } from '../../shared/events/kinds.ts'

/** A message’s own text; of any other kind, all that was said. */
export function wordsOf(said: Said): string {
  const { kind, on, body } = said
  return readAs('message', said)?.text ?? `${kind} on ${on}: ${canonical(body)}`
}
