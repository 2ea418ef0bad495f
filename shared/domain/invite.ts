/**
 * Invite links: where a room is, whose it is, and how one gets in. Strict both ways: what is not
 * exactly of the grammar is refused with a reason, and nothing is dialled by reading one.
 *
 *   tincan://join?a=HOST:PORT&a=…&pk=FINGERPRINT&n=NAME&t=TICKET
 *
 * `a` stands 1 to 8 times, canonical and with its port; `pk` once; `n` (percent-encoded UTF-8) and
 * `t` at most once; in any order, and nothing else: above all no password. Brackets of an IPv6
 * address are written %5B and %5D and the sign before its zone %25, so that the link is a URI by
 * RFC 3986; all three are read plain as well.
 */
import { type Address, formatAddress, parseAddress } from './address.ts'
import { type Fingerprint, isFingerprint } from './fingerprint.ts'
import { INVITE_ADDRESSES, INVITE_CHARS } from './limits.ts'
import { nameFault } from './text.ts'

export interface Invite {
  /** 1 to INVITE_ADDRESSES, best first. */
  readonly addresses: readonly Address[]
  /** The host's key. */
  readonly key: Fingerprint
  /** The room's name, as a promise of what one will find; empty when the link has none. */
  readonly room: string
  /**
   * 128 bits, 22 characters of base64url: stands for the password, in some links also for the
   * host's word. Null where none is needed.
   */
  readonly ticket: string | null
}

export type InviteResult =
  | { readonly ok: true; readonly invite: Invite }
  /** `reason` completes "This is not a whole invite link: …", without a full stop. */
  | { readonly ok: false; readonly reason: string }

const START = 'tincan://join?'
const PARTS = ['a', 'pk', 'n', 't'] as const
type InvitePart = (typeof PARTS)[number]

/** 16 bytes in base64url without padding: 22 characters, the last of which carries 2 bits. */
const TICKET = /^[A-Za-z0-9_-]{21}[AQgw]$/
/** What encodeURIComponent writes. A plus sign is left out: some read it as a space. */
const ENCODED = /^(?:[A-Za-z0-9_.!~*'()-]|%[0-9A-Fa-f]{2})+$/

/** Whether this is a ticket: 16 bytes as 22 characters of base64url, in their one spelling. */
export function isTicket(text: string): boolean {
  return TICKET.test(text)
}

/** Reads a link that was pasted or clicked. Never throws. */
export function parseInvite(text: string): InviteResult {
  const link = text.trim()
  if (link.length > INVITE_CHARS) return bad(`it has more than ${INVITE_CHARS} characters`)
  if (!link.startsWith(START)) return bad(`it does not begin with ${START}`)
  const values: Record<InvitePart, string[]> = { a: [], pk: [], n: [], t: [] }
  for (const piece of link.slice(START.length).split('&')) {
    const reason = sort(piece, values)
    if (reason !== undefined) return bad(reason)
  }
  return assemble(values)
}

/**
 * Writes a link of at most INVITE_CHARS characters: the last addresses are left out to make it
 * fit, down to the best one, then the room's name. A name that no link may carry is left out too.
 * @throws {Error} when there is no address, or the ticket is not one: a fault of the caller
 */
export function formatInvite(invite: Invite): string {
  const { key, room, ticket } = invite
  if (invite.addresses.length === 0) throw new Error('an invite has an address')
  if (ticket !== null && !isTicket(ticket)) throw new Error('this is not a ticket')
  const distinct = [...new Set(invite.addresses.map(formatAddress))]
  const addresses = distinct.slice(0, INVITE_ADDRESSES).map((address) => `a=${encode(address)}`)
  const pin = `pk=${key}`
  const name = nameFault(room, 'room') === undefined ? [`n=${encodeURIComponent(room)}`] : []
  const secret = ticket === null ? [] : [`t=${ticket}`]
  const link = (named: readonly string[]) =>
    START + [...addresses, pin, ...named, ...secret].join('&')
  while (addresses.length > 1 && link(name).length > INVITE_CHARS) addresses.pop()
  return link(name).length > INVITE_CHARS ? link([]) : link(name)
}

/** Puts `key=value` with its kind, or answers what is wrong with it. */
function sort(piece: string, values: Record<InvitePart, string[]>): string | undefined {
  const [name = '', value, ...more] = piece.split('=')
  const part = PARTS.find((known) => known === name)
  if (part === undefined) {
    // Only a harmless word is repeated to the person: the link's writer may be anybody.
    return /^[A-Za-z0-9_-]{1,16}$/.test(name)
      ? `it has a part that Tincan does not know: ${name}`
      : 'it has a part that Tincan does not know'
  }
  if (value === undefined || value === '' || more.length > 0) {
    return `its part “${part}” is not whole`
  }
  values[part].push(value)
  const most = part === 'a' ? INVITE_ADDRESSES : 1
  if (values[part].length <= most) return undefined
  return part === 'a' ? `it has more than ${most} addresses` : `it has the part “${part}” twice`
}

function assemble(values: Record<InvitePart, readonly string[]>): InviteResult {
  const addresses = values.a.map(decodeAddress)
  if (addresses.length === 0) return bad('it has no address')
  const whole = addresses.filter((address) => address !== undefined)
  if (whole.length < addresses.length) {
    return bad('one of its addresses is not written as an address and a port')
  }
  if (new Set(whole.map(formatAddress)).size < whole.length) return bad('it has an address twice')

  const [key] = values.pk
  if (key === undefined) return bad('the host’s key is missing')
  if (!isFingerprint(key)) return bad('the host’s key is not whole')

  const [encoded] = values.n
  const room = encoded === undefined ? '' : decodeName(encoded)
  if (room === undefined) return bad('its room name cannot be read')

  const ticket = values.t[0] ?? null
  if (ticket !== null && !isTicket(ticket)) return bad('its secret is not whole')
  return { ok: true, invite: { addresses: whole, key, room, ticket } }
}

function encode(address: string): string {
  return address.replace('%', '%25').replace('[', '%5B').replace(']', '%5D')
}

/** An address exactly as Tincan writes it, port and all; undefined for any other spelling. */
function decodeAddress(value: string): Address | undefined {
  const text = value
    .replace(/^%5B/i, '[')
    .replace(/%5D(:\d+)$/i, ']$1')
    .replace(/%25(?=[^\]])/, '%')
  const result = parseAddress(text)
  return result.ok && formatAddress(result.address) === text ? result.address : undefined
}

function decodeName(value: string): string | undefined {
  if (!ENCODED.test(value)) return undefined
  try {
    const name = decodeURIComponent(value)
    return nameFault(name, 'room') === undefined ? name : undefined
  } catch {
    return undefined
  }
}

function bad(reason: string): InviteResult {
  return { ok: false, reason }
}
