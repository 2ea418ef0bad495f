/**
 * What is meant by what people paste where a room's address belongs: a link inside a sentence, in
 * brackets or broken by a mail program, an address in quotes or in a browser's form. Only what
 * surely is meant is understood; the parts of what was found stay strictly judged. Pure.
 */
import { canonicalIP, formatAddress, parseAddress } from './address.ts'
import { parseInvite } from './invite.ts'

export type Pasted =
  /** A link, to be judged by `parseInvite`. */
  | { readonly kind: 'invite'; readonly link: string }
  /** An address, to be judged by `parseAddress`. */
  | { readonly kind: 'address'; readonly address: string }
  /** Something else that has a name. `reason` is a whole sentence. */
  | { readonly kind: 'other'; readonly reason: string }

/** A pasted mail is more than any link or address needs. */
const LOOKED_AT = 4_096

/** Marks that cannot be seen, and cannot be meant. */
const UNSEEN = /[[\p{Cf}\p{Cc}]--\s]/gv
const LINK = /tincan:\/\/join\?[\w\-.~:/?#[\]@!$&'()*+,;=%]*/i
const LINK_BEGINS = /^tincan:/i
/** A line of a link that goes on after a break. Mail programs put `>` before what they quote. */
const GOES_ON = /^\s+(?:>\s*)*([\w\-.~:/?#[\]@!$&'()*+,;=%]+)/
/** How many lines a link of INVITE_CHARS may have been broken into. */
const BREAKS = 8
/** Of the sentence, not of the link. Brackets, quotes and stars may stand around it. */
const TAIL = /[.,;:!?)\]}'*_~]$/
/** `[` and `]` are a part of IPv6 addresses. */
const AROUND =
  /^[[\s<>"'`*_\p{Ps}\p{Pe}\p{Pi}\p{Pf}]--[\[\]]]+|[[\s<>"'`*_.,;!?。，\p{Ps}\p{Pe}\p{Pi}\p{Pf}]--[\[\]]]+$/gv
const NAME_AND_PORT = /^[^\s:[\]]+:\d{1,5}$/
const WEB = /^(?:https?|wss?):\/\/([^/?#\s]*)(.*)$/i

/** Never throws. */
export function meantBy(pasted: string): Pasted {
  const text = pasted.slice(0, LOOKED_AT).replace(UNSEEN, '').replaceAll('&amp;', '&')
  const found = LINK.exec(text)
  if (found !== null) {
    return { kind: 'invite', link: linkIn(found[0], text.slice(found.index + found[0].length)) }
  }
  const bare = text.normalize('NFKC').replace(AROUND, '')
  if (LINK_BEGINS.test(bare)) return { kind: 'invite', link: bare }
  const web = WEB.exec(bare)
  if (web !== null) return fromWeb(web[1] ?? '', web[2] ?? '')
  if (/^mailto:/i.test(bare)) {
    return { kind: 'other', reason: 'This is a mail address, not the address of a room.' }
  }
  return { kind: 'address', address: addressIn(bare.replace(/\/$/, '')) }
}

/** The shortest reading that is a whole link; the first, with its fault, when there is none. */
function linkIn(first: string, after: string): string {
  let link = first
  let rest = after
  for (let lines = 0; lines <= BREAKS; lines += 1) {
    const next = GOES_ON.exec(rest)
    const whole = wholeLink(link)
    // A next line with parts of a link is one, though the link could end before it.
    if (whole !== undefined && !/[&=]/.test(next?.[1] ?? '')) return whole
    if (next === null) break
    link += next[1]
    rest = rest.slice(next[0].length)
  }
  return wholeLink(first) ?? small(first)
}

/** Without what the sentence has behind it, as far as that makes it a link. */
function wholeLink(link: string): string | undefined {
  for (let text = small(link); ; text = text.slice(0, -1)) {
    if (parseInvite(text).ok) return text
    if (!TAIL.test(text)) return undefined
  }
}

/** Telephones begin a line with a capital letter. */
const small = (link: string) => link.replace(/^tincan:\/\/join/i, (start) => start.toLowerCase())

/** Browsers and chat programs put a scheme before an address. A page of the web is none. */
function fromWeb(authority: string, path: string): Pasted {
  if (path === '' || path === '/') return { kind: 'address', address: authority }
  return {
    kind: 'other',
    reason: 'This is the address of a web page, not of a room.',
  }
}

/**
 * `192.168.1.5 62260`, `192.168.1.5 : 62260` or `192.168.1.5, port 62260`; or in a sentence the
 * one number address, or else the one name with a port.
 */
function addressIn(text: string): string {
  if (!/\s/.test(text)) return text
  const apart = /^(\S+?)(?:,?\s+|\s*:\s*)(?:port:?\s+)?(\d{1,5})$/i.exec(text)
  if (apart !== null) {
    const host = apart[1] ?? ''
    const parsed = parseAddress(host)
    // An address that has its port already is not given another.
    const whole = /^(?:\[.*\]|[^:]*):\d+$/.test(host)
    if (parsed.ok && !whole) return formatAddress({ ...parsed.address, port: Number(apart[2]) })
  }
  const words = text.split(/\s+/).map((word) => word.replace(AROUND, '').replace(/:$/, ''))
  const numbers = new Set(words.filter(isNumberAddress))
  const [only] = numbers
  if (numbers.size > 0) return numbers.size === 1 && only !== undefined ? only : text
  const named = new Set(words.filter((word) => NAME_AND_PORT.test(word) && parseAddress(word).ok))
  const [name] = named
  return named.size === 1 && name !== undefined ? name : text
}

function isNumberAddress(word: string): boolean {
  const parsed = parseAddress(word)
  return parsed.ok && canonicalIP(parsed.address.host) !== undefined
}
