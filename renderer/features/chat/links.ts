/**
 * Finds web and mail addresses in plain text. Pure, linear in the text's length. A link is what
 * `new URL` reads as http, https or mailto; everything else stays text. There is no markup.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/**
 * A scheme at the beginning of a word, then what may stand in an address: no white space, no
 * quotes or angle brackets, no marks that turn text around (they would show another address).
 */
const CANDIDATE =
  /(?<![\p{L}\p{N}_.+-])(?:https?:\/\/|mailto:)[^\s<>"`\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/giu

/** Longer ones are no address that a person could look at before opening. */
const LINK_CHARS = 2_048

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'mailto:']

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(CANDIDATE)) {
    const written = withoutTail(match[0])
    const href = hrefOf(written)
    if (href === null) continue
    if (match.index > done) pieces.push({ kind: 'text', text: text.slice(done, match.index) })
    pieces.push({ kind: 'link', text: written, href })
    done = match.index + written.length
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) })
  return pieces
}

/** The address a written link really leads to, or null when it is none of ours. */
export function hrefOf(written: string): string | null {
  if (written.length > LINK_CHARS || !URL.canParse(written)) return null
  const url = new URL(written)
  if (!PROTOCOLS.includes(url.protocol)) return null
  if (url.protocol === 'mailto:' && !/^[^@]+@[^@]+$/u.test(url.pathname)) return null
  return url.href
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '»': '«' }

/** Leaves out what belongs to the sentence: full stops, and brackets that were not opened inside. */
function withoutTail(candidate: string): string {
  const open = new Map<string, number>()
  for (const [closer, opener] of Object.entries(CLOSERS))
    open.set(closer, 0 - count(candidate, closer) + count(candidate, opener))
  let end = candidate.length
  while (end > 0) {
    const last = candidate[end - 1] ?? ''
    const balance = open.get(last)
    if (balance !== undefined) {
      if (balance >= 0) break
      open.set(last, balance + 1)
    } else if (!/[.,;:!?'’“”…*_~|]/u.test(last)) {
      break
    }
    end -= 1
  }
  return candidate.slice(0, end)
}

function count(text: string, character: string): number {
  let found = 0
  for (const one of text) if (one === character) found += 1
  return found
}

/** An address in parts for the eye: what comes before the host, the host itself, the rest. */
export interface AddressParts {
  readonly before: string
  readonly host: string
  readonly after: string
}

export function addressParts(href: string): AddressParts {
  const url = new URL(href)
  if (url.protocol === 'mailto:') {
    const at = href.indexOf('@') + 1
    const end = href.indexOf('?') === -1 ? href.length : href.indexOf('?')
    return { before: href.slice(0, at), host: href.slice(at, end), after: href.slice(end) }
  }
  // The host begins after "//" and, should somebody hide another name there, after the last "@".
  const start = href.indexOf('//') + 2
  const stop = href.slice(start).search(/[/?#]/u)
  const authority = stop === -1 ? href.slice(start) : href.slice(start, start + stop)
  const hostAt = start + authority.lastIndexOf('@') + 1
  return {
    before: href.slice(0, hostAt),
    host: href.slice(hostAt, hostAt + url.host.length),
    after: href.slice(hostAt + url.host.length),
  }
}

/** What to be careful about, as a sentence, or null. */
export function linkWarning(href: string): string | null {
  const url = new URL(href)
  if (url.username !== '' || url.password !== '') {
    return 'The part before the @ is not where this leads. It leads to the host in bold.'
  }
  if (/(?:^|\.)xn--/u.test(url.hostname)) {
    return 'This name has letters from another alphabet; it may only look like one you know.'
  }
  return null
}
