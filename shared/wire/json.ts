/** A message of the wire as JSON: what is said in it in canonical form (RFC 8785). */
import { type Body, canonical } from '../events/body.ts'

/** A message or an event that has a body. */
interface Bodied {
  readonly body: Body
}

/**
 * The JSON of a message, in one line. JSON.stringify would write the body's fields in the order in
 * which a peer gave them, and numbers among them first.
 */
export function wireJson(message: object): string {
  if (isBodied(message)) return withBody(message)
  if (!('events' in message) || !Array.isArray(message.events)) return JSON.stringify(message)
  const { events, ...rest } = message
  const written = events.map((event) => (isBodied(event) ? withBody(event) : JSON.stringify(event)))
  return `${JSON.stringify(rest).slice(0, -1)},"events":[${written.join(',')}]}`
}

const isBodied = (message: object): message is Bodied => 'body' in message

function withBody({ body, ...rest }: Bodied): string {
  return `${JSON.stringify(rest).slice(0, -1)},"body":${canonical(body)}}`
}
