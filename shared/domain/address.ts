/**
 * Addresses as people write them and as one value: `host`, `host:port`, `1.2.3.4:port`,
 * `[v6]:port`, `[v6%zone]:port`, a bare IPv6 address. Parsing and formatting are each other's
 * inverse on the canonical form (IPv6 as in RFC 5952, host names in lower-case ASCII).
 */
import ipaddr from 'ipaddr.js'
import { ADDRESS_CHARS, DEFAULT_PORT } from './limits.ts'

/** Where a room is. `host` is an IP address (IPv6 without brackets, maybe with %zone) or a name. */
export interface Address {
  readonly host: string
  readonly port: number
}

export type AddressResult =
  | { readonly ok: true; readonly address: Address }
  | {
      readonly ok: false
      readonly code: 'address_invalid' | 'port_invalid'
      readonly reason: string
    }

const ZONE = /^[A-Za-z0-9_.~-]{1,64}$/
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/

/** Parses what a person typed or pasted. Never throws. */
export function parseAddress(typed: string): AddressResult {
  const text = typed.trim()
  if (text === '') return bad('The address is missing.')
  if (text.length > ADDRESS_CHARS) return bad('This is too long for an address.')
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text))
    return bad('Please leave out the part with the slashes.')
  if (text.startsWith('[')) return parseBracketed(text)
  if (text.split(':').length > 2) {
    const host = canonicalIPv6(text)
    return host === undefined ? bad(whyNotHost(text)) : withPort(host, undefined)
  }
  const [name = '', port] = text.split(':')
  const host = canonicalHost(name)
  return host === undefined ? bad(whyNotHost(name)) : withPort(host, port)
}

/** The canonical text of an address, which {@link parseAddress} reads back to the same value. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The port a person typed: 1 to 65535, digits only. */
export function parsePort(typed: string): number | undefined {
  const text = typed.trim()
  if (!/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port >= 1 && port <= 65535 ? port : undefined
}

/** An IP address in canonical form (IPv6 with its zone kept), or undefined. */
export function canonicalIP(typed: string): string | undefined {
  const text = typed.trim().replace(/^\[(.*)\]$/, '$1')
  return canonicalIPv4(text) ?? canonicalIPv6(text)
}

function parseBracketed(text: string): AddressResult {
  const parts = /^\[([^\]]*)\](?::(.*))?$/s.exec(text)
  if (parts === null) return bad('After the bracket only a colon and a port may follow.')
  const host = canonicalIPv6(parts[1] ?? '')
  if (host === undefined) return bad('There is no IPv6 address between the brackets.')
  return withPort(host, parts[2])
}

function withPort(host: string, typed: string | undefined): AddressResult {
  if (typed === undefined) return { ok: true, address: { host, port: DEFAULT_PORT } }
  const port = parsePort(typed)
  return port === undefined
    ? { ok: false, code: 'port_invalid', reason: 'The port is not a number from 1 to 65535.' }
    : { ok: true, address: { host, port } }
}

function canonicalIPv4(text: string): string | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text).toString() : undefined
}

function canonicalIPv6(text: string): string | undefined {
  const [bare = '', zone, ...more] = text.split('%')
  if (more.length > 0 || (zone !== undefined && !ZONE.test(zone))) return undefined
  if (!bare.includes(':') || !ipaddr.IPv6.isValid(bare)) return undefined
  const canonical = ipaddr.IPv6.parse(bare).toRFC5952String()
  return zone === undefined ? canonical : `${canonical}%${zone}`
}

function canonicalHost(text: string): string | undefined {
  const ipv4 = canonicalIPv4(text)
  if (ipv4 !== undefined) return ipv4
  const name = asciiName(text)
  if (name === undefined || name.length > 253) return undefined
  const labels = name.replace(/\.$/, '').split('.')
  // A last label of digits is a mistyped IPv4 address, which resolvers read in surprising ways.
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return undefined
  return labels.every((label) => LABEL.test(label)) ? name : undefined
}

/** A name in lower-case ASCII: international names as punycode, by the URL standard's rules. */
function asciiName(text: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return text.toLowerCase()
  if (/[\s/?#@\\:[\]\p{Pi}\p{Pf}]/u.test(text) || !URL.canParse(`http://${text}/`)) return undefined
  return new URL(`http://${text}/`).hostname
}

function whyNotHost(text: string): string {
  if (text === '') return 'The part before the colon is missing.'
  if (/^[\da-f:.%]+$/i.test(text) && text.includes(':')) return 'This is not an IPv6 address.'
  if (/\s/.test(text)) return 'There are several words here, and none of them is an address.'
  if (text.includes('@'))
    return 'This is a mail address, or has a user’s name before the computer’s.'
  if (/^[\d.]+$/.test(text))
    return 'This is not a complete number address: four numbers from 0 to 255.'
  return 'This is not a computer’s name or number address.'
}

function bad(reason: string): AddressResult {
  return { ok: false, code: 'address_invalid', reason }
}
