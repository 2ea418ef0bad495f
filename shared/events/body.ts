/**
 * The body of what is said: a JSON object of which a program keeps also what it does not know.
 * Canonical form is RFC 8785 (JSON Canonicalization Scheme), so that two languages compare alike.
 */

import canonicalize from 'canonicalize'
import {
  BODY_BYTES,
  BODY_JSON_BYTES,
  BODY_LEVELS,
  EVENT_BYTES,
  VALUE_BYTES,
} from '../domain/limits.ts'
import { byteLength } from '../domain/text.ts'

export type Json = string | number | boolean | null | readonly Json[] | Body

/** An object that {@link isBody} has judged. */
export interface Body {
  readonly [field: string]: Json
}

/**
 * What is in a body: its size (the UTF-8 bytes of its strings and keys, and VALUE_BYTES for each
 * other value in it: numbers, true, false, null, lists and objects), and how many strings and keys.
 * Undefined for what no body may hold: an ill-formed string, a number that is not finite, more
 * than BODY_LEVELS or BODY_BYTES.
 */
function weigh(body: object): { readonly size: number; readonly strings: number } | undefined {
  let [size, strings] = [0, 0]
  const waiting: { readonly value: object; readonly level: number }[] = [{ value: body, level: 1 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, level } = next
    if (level > BODY_LEVELS) return undefined
    const keys: unknown[] = Array.isArray(value) ? [] : Object.keys(value)
    for (const one of [...keys, ...Object.values(value)]) {
      if (typeof one === 'string') {
        if (!one.isWellFormed()) return undefined
        size += byteLength(one)
        strings += 1
      } else {
        if (typeof one === 'number' && !Number.isFinite(one)) return undefined
        size += VALUE_BYTES
        if (typeof one === 'object' && one !== null) waiting.push({ value: one, level: level + 1 })
      }
      // Quotes and a comma are the least that JSON takes for a string.
      if (size > BODY_BYTES || 3 * strings > BODY_JSON_BYTES) return undefined
    }
  }
  return { size, strings }
}

/** The size of a body, in bytes; undefined for what is none (see {@link weigh}). */
export const bodySize = (body: object): number | undefined => weigh(body)?.size

/**
 * What an event costs while it waits in memory, in bytes: its body, and what is around it. A string
 * takes room however short it is.
 */
export function eventCost({ body }: { readonly body: Body }): number {
  const { size, strings } = weigh(body) ?? { size: BODY_BYTES, strings: 0 }
  return EVENT_BYTES + size + VALUE_BYTES * strings
}

/** Whether a value that JSON.parse gave can be the body of an event. */
export function isBody(value: unknown): value is Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const weight = weigh(value)
  if (weight === undefined) return false
  // JSON writes a byte of a string as six at most, its quotes and what parts it from the next one
  // as three, and any other value in less than 6 * VALUE_BYTES: few bodies are so large that they
  // have to be written to be judged.
  const { size, strings } = weight
  return (
    6 * size + 3 * strings + 2 <= BODY_JSON_BYTES ||
    byteLength(JSON.stringify(value)) <= BODY_JSON_BYTES
  )
}

/** The canonical form (RFC 8785) of a body: its one text, whoever wrote it. */
export function canonical(body: Body): string {
  const only = Object.keys(body)
  const [key] = only
  // Most bodies are one text, whose JSON is canonical as it is.
  if (only.length === 1 && key !== undefined && typeof body[key] === 'string') {
    return JSON.stringify(body)
  }
  return canonicalize(body) ?? '{}'
}

/** Whether two bodies say the same. */
export function sameBody(one: Body, other: Body): boolean {
  return one === other || canonical(one) === canonical(other)
}

/** A body read back from its JSON; undefined for what is none. */
export function parseBody(json: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isBody(value) ? value : undefined
  } catch {
    return undefined
  }
}
