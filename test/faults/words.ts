/** What was said, as one text by which the verdict compares it, whatever its kind. */
import { canonical } from '../../shared/events/body.ts'
import type { Said } from '../../shared/events/kind.ts'
import { readAs } from '../../shared/events/kinds.ts'

/** A message’s own text; of any other kind, all that was said. */
export function wordsOf({ kind, on, body }: Said): string {
  const message = kind === 'message' ? readAs(kind, body) : undefined
  return message?.text ?? `${kind} on ${on}: ${canonical(body)}`
}
