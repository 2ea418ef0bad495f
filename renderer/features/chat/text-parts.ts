/** A text that is too long for one message, in parts that are not. Pure. */
import { TEXT_BYTES } from '../../../shared/domain/limits.ts'
import { byteLength, textFault } from '../../../shared/domain/text.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** More messages than this at once are no message any more, but a document. */
export const PARTS_MOST = 10

/** What is known of a pasted text before anybody decides what to do with it. */
export interface Measure {
  readonly bytes: number
  readonly lines: number
}

export function measured(text: string): Measure {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return { bytes: byteLength(text), lines }
}

/**
 * The parts in their order, each as long as a message may be, broken behind a line where there is
 * one, else between two characters. Together they are the whole text; what shows nothing is left
 * out, since no message may consist of it.
 */
export function partsOf(text: string): string[] {
  const bytes = encoder.encode(text.toWellFormed())
  const parts: string[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = endOf(bytes, start)
    parts.push(decoder.decode(bytes.subarray(start, end)))
    start = end
  }
  return parts.filter((part) => textFault(part) === undefined)
}

function endOf(bytes: Uint8Array, start: number): number {
  const most = start + TEXT_BYTES
  if (most >= bytes.length) return bytes.length
  const line = bytes.lastIndexOf(0x0a, most - 1)
  if (line >= start) return line + 1
  let end = most
  // A byte 10xxxxxx goes on with the character before it (RFC 3629).
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}
