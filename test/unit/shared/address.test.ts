import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canonicalIP,
  formatAddress,
  parseAddress,
  parsePort,
} from '../../../shared/domain/address.ts'
import { DEFAULT_PORT } from '../../../shared/domain/limits.ts'

const good: readonly [typed: string, host: string, port: number][] = [
  ['192.168.1.5:62260', '192.168.1.5', 62260],
  ['192.168.1.5', '192.168.1.5', DEFAULT_PORT],
  ['  10.0.0.1:1  ', '10.0.0.1', 1],
  ['127.0.0.1:65535', '127.0.0.1', 65535],
  ['[fe80::1%eth0]:62260', 'fe80::1%eth0', 62260],
  ['[fe80::1%eth0]', 'fe80::1%eth0', DEFAULT_PORT],
  ['fe80::1%eth0', 'fe80::1%eth0', DEFAULT_PORT],
  ['fe80::1%12', 'fe80::1%12', DEFAULT_PORT],
  ['[::1]:80', '::1', 80],
  ['::1', '::1', DEFAULT_PORT],
  ['::', '::', DEFAULT_PORT],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', DEFAULT_PORT],
  ['[2001:db8::1]:9000', '2001:db8::1', 9000],
  ['localhost', 'localhost', DEFAULT_PORT],
  ['Lab-PC', 'lab-pc', DEFAULT_PORT],
  ['lab_pc.local:4000', 'lab_pc.local', 4000],
  ['a.example.org.:7', 'a.example.org.', 7],
  ['bücher.example:80', 'xn--bcher-kva.example', 80],
  ['x', 'x', DEFAULT_PORT],
]

const bad: readonly [typed: string, code: 'address_invalid' | 'port_invalid'][] = [
  ['', 'address_invalid'],
  ['   ', 'address_invalid'],
  [':62260', 'address_invalid'],
  ['192.168.1', 'address_invalid'],
  ['192.168.1.256', 'address_invalid'],
  ['1.2.3.4.5', 'address_invalid'],
  ['0x7f.1', 'address_invalid'],
  ['127.1', 'address_invalid'],
  ['2130706433', 'address_invalid'],
  ['010.0.0.1', 'address_invalid'],
  ['host:0', 'port_invalid'],
  ['host:65536', 'port_invalid'],
  ['host:', 'port_invalid'],
  ['host:8o', 'port_invalid'],
  ['host:-1', 'port_invalid'],
  ['host:1e3', 'port_invalid'],
  ['host:99999999', 'port_invalid'],
  ['[::1]80', 'address_invalid'],
  ['[::1', 'address_invalid'],
  ['[]:80', 'address_invalid'],
  ['[1.2.3.4]:80', 'address_invalid'],
  ['fe80::1%', 'address_invalid'],
  ['fe80::1%eth 0', 'address_invalid'],
  ['fe80::1%a%b', 'address_invalid'],
  [':::1', 'address_invalid'],
  ['1:2:3', 'address_invalid'],
  ['two words', 'address_invalid'],
  ['-lead.example', 'address_invalid'],
  ['a..b', 'address_invalid'],
  ['http://host:80', 'address_invalid'],
  ['user@host', 'address_invalid'],
  ['host/path', 'address_invalid'],
  ['host\u0000', 'address_invalid'],
  [`${'a'.repeat(64)}.example`, 'address_invalid'],
  [`${'a.'.repeat(127)}toolong`, 'address_invalid'],
  ['a'.repeat(301), 'address_invalid'],
]

describe('an address that a person types', () => {
  test.each(good)('%j is read as %s, port %i', (typed, host, port) => {
    expect(parseAddress(typed)).toEqual({ ok: true, address: { host, port } })
  })

  test.each(bad)('%j is refused as %s, with a reason', (typed, code) => {
    const result = parseAddress(typed)
    expect(result).toMatchObject({ ok: false, code })
    expect(result.ok || result.reason).toMatch(/\.$/)
  })

  test.each(good)('%j survives being written and read again', (typed) => {
    const first = parseAddress(typed)
    if (!first.ok) throw new Error('is in the table of good ones')
    expect(parseAddress(formatAddress(first.address))).toEqual(first)
  })

  test('any IP address and port survive being written and read', () => {
    const host = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV6().map((ip) => `${ip}%eth0`),
    )
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65535 }), (ip, port) => {
        const canonical = canonicalIP(ip)
        if (canonical === undefined) throw new Error(`${ip} is an IP address`)
        expect(parseAddress(formatAddress({ host: canonical, port }))).toEqual({
          ok: true,
          address: { host: canonical, port },
        })
      }),
    )
  })

  test('no text whatever makes the parser throw, and what it accepts is stable', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'[]:%.0123456789abcdefx-_ /@') }),
    )
    fc.assert(
      fc.property(anything, (typed) => {
        const result = parseAddress(typed)
        if (result.ok) expect(parseAddress(formatAddress(result.address))).toEqual(result)
      }),
      { numRuns: 2000 },
    )
  })

  test('a port is digits from 1 to 65535 and nothing else', () => {
    expect(['1', ' 80 ', '65535'].map(parsePort)).toEqual([1, 80, 65535])
    expect(['0', '65536', '', '1.5', '+1', '0x10', '٣'].map(parsePort)).toEqual(
      Array(7).fill(undefined),
    )
  })
})
