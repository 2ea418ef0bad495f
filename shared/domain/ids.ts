/** Ids, and the words by which programs tell things apart, as they may stand on the wire. Pure. */
import { CAPABILITY_CHARS, ID_CHARS } from './limits.ts'

const ID = /^[A-Za-z0-9._:-]+$/

/** Whether a value can be an id or a code. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ID_CHARS && ID.test(value)
}

/** Whether a value can be a capability, or an event's kind. */
export function isKind(value: unknown): value is string {
  return isId(value) && value.length <= CAPABILITY_CHARS
}
