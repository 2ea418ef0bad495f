/**
 * Finds web and mail addresses in plain text. Pure, linear in the text's length. A link is what
 * `new URL` reads as http, https or mailto; everything else stays text. There is no markup.
 */
import { endOfAddress } from './address-end.ts'

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** A scheme; in a script without spaces a word may stand right before it. */
const SCHEME = /(?<![\p{Script=Latin}\p{N}.+-]|[^\s(*~]_)(?:https?:\/\/|mailto:)/giu
const LETTER_BEFORE = /\p{L}$/u

/** What a word begins with that sets it in bold and the like, and that has not ended yet. */
const SET_IN = /(?:^|[\s(])([*~_]{1,3})(?![\s*~_])(?:(?!\1)[^\n])*$/u
/** How far back such a mark is looked for. */
const SENTENCE_CHARS = 256

/** Longer ones are no address that a person could look at before opening. */
const LINK_CHARS = 2_048

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'mailto:']

export function linkify(text: string): readonly Span[] {
  const spans: Span[] = []
  let done = 0
  let looked = 0
  for (const { 0: scheme, index } of text.matchAll(SCHEME)) {
    // Part of what was an address, or none.
    if (index < looked) continue
    const glued = LETTER_BEFORE.test(text.slice(Math.max(0, index - 2), index))
    looked = endOfAddress(text, index + scheme.length, glued)
    const written = withoutTail(text.slice(index, looked), text.slice(done, index))
    const href = hrefOf(written)
    if (href === null) continue
    if (index > done) spans.push({ kind: 'text', text: text.slice(done, index) })
    spans.push({ kind: 'link', text: written, href })
    done = index + written.length
  }
  if (done < text.length) spans.push({ kind: 'text', text: text.slice(done) })
  return spans
}

/** The address a written link really leads to, or null when it is none of ours. */
export function hrefOf(written: string): string | null {
  if (written.length > LINK_CHARS || !URL.canParse(written)) return null
  const url = new URL(written)
  if (!PROTOCOLS.includes(url.protocol)) return null
  if (url.protocol === 'mailto:' && !/^[^@]+@[^@]+$/u.test(url.pathname)) return null
  return url.href
}

/** Leaves out what belongs to the sentence: full stops, what opens something, marks around it. */
function withoutTail(address: string, before: string): string {
  let end = address.length
  while (end > 0 && /[.,;:!?'|([{]/.test(address[end - 1] ?? '')) end -= 1
  const bare = address.slice(0, end)
  // `*see https://…*` is set in stars; of an address alone, stars and the like are a part.
  const [, around] = SET_IN.exec(before.slice(-SENTENCE_CHARS)) ?? []
  return around !== undefined && bare.endsWith(around) ? bare.slice(0, -around.length) : bare
}
