import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { KnownHosts } from '../../../../electron/core/settings/known-hosts.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import { unixMs } from '../../../../shared/domain/time.ts'

const keyOf = (n: number) => Buffer.alloc(32, n).toString('base64url') as Fingerprint
const [A, B, C] = [keyOf(1), keyOf(2), keyOf(3)]
const [X, Y] = ['192.168.1.5:62260', '10.0.0.7:62260']
const logger = { info() {}, warn() {}, error() {} }

let folder: string
let path: string
const open = () => KnownHosts.open(path, logger)
const by = 'eyes' as const
const room = 'Lab'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-known-'))
  path = join(folder, 'data', 'known-hosts.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('what is only shown of a host', () => {
  const list = (change: object) => {
    const host = { key: A, room, addresses: [X], since: 5, by, ...change }
    mkdirSync(join(folder, 'data'), { recursive: true })
    writeFileSync(path, JSON.stringify({ version: 1, hosts: [host] }).replace('"∞"', '1e999'))
  }

  test.each([9e15, -1, 1.5, '∞', 'yesterday', null])(
    'can be a day that is none (%j): its key is known all the same',
    (since) => {
      list({ since })
      const hosts = open()
      expect(hosts.damage).toBeNull()
      expect(hosts.verdict(X, B)).toEqual({ kind: 'changed', known: A })
      expect(hosts.list()).toEqual([{ key: A, room, addresses: [X], since: 0, by }])
    },
  )

  test.each(['La\u202eb', 'x'.repeat(1_000), 7, null])(
    'can be a name that is none (%.9j): its key is known all the same',
    (name) => {
      list({ room: name })
      const hosts = open()
      expect(hosts.damage).toBeNull()
      expect(hosts.verdict(X, B)).toEqual({ kind: 'changed', known: A })
      expect(hosts.list()).toEqual([{ key: A, room: '', addresses: [X], since: 5, by }])
    },
  )

  test('is kept without its day by a computer whose clock is from before 1970', () => {
    open().remember({ key: A, room, address: X, by, now: unixMs(-5) })
    expect(open().list()).toMatchObject([{ key: A, since: 0 }])
  })
})

describe('the hosts that were trusted', () => {
  test('are unknown at first, and the list is not even there', () => {
    const hosts = open()
    expect(hosts.damage).toBeNull()
    expect(hosts.verdict(X, A)).toEqual({ kind: 'unknown' })
    expect(hosts.list()).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  test('are known from the moment they are remembered, and after a restart', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    for (const list of [hosts, open()]) {
      expect(list.verdict(X, A)).toEqual({ kind: 'known' })
      expect(list.list()).toEqual([{ key: A, room, addresses: [X], since: 5, by: 'eyes' }])
    }
  })

  test('are known by their key, wherever they have moved', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    expect(hosts.verdict(Y, A)).toEqual({ kind: 'known' })
  })

  test('stop everything when another key answers at their address, however that is written', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    hosts.remember({ key: B, room, address: '[fe80::1%eth0]:62260', by, now: unixMs(6) })
    hosts.remember({ key: B, room, address: 'lab-pc:62260', by, now: unixMs(7) })
    expect(hosts.verdict(X, C)).toEqual({ kind: 'changed', known: A })
    expect(hosts.verdict('192.168.1.5', C)).toEqual({ kind: 'changed', known: A })
    expect(hosts.verdict('LAB-PC:62260', C)).toEqual({ kind: 'changed', known: B })
    expect(hosts.verdict('[FE80:0::1%eth0]', C)).toEqual({ kind: 'changed', known: B })
    expect(hosts.verdict('192.168.1.5:62261', C)).toEqual({ kind: 'unknown' })
  })

  test('cannot be replaced by eyes or a password at an address of another, only by an invite', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    for (const way of ['eyes', 'password'] as const) {
      expect(() => hosts.remember({ key: B, room, address: X, by: way, now: unixMs(6) })).toThrow(
        expect.objectContaining({
          code: 'pin_mismatch',
          details: { address: X, known: A, shown: B },
        }),
      )
    }
    expect(hosts.verdict(X, B)).toEqual({ kind: 'changed', known: A })
    hosts.remember({ key: B, room, address: X, by: 'invite', now: unixMs(6) })
    expect(hosts.verdict(X, B)).toEqual({ kind: 'known' })
    expect(hosts.verdict(X, C)).toEqual({ kind: 'changed', known: B })
  })

  test('exchange addresses as computers do: the address goes to the known host met there last', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    hosts.remember({ key: B, room, address: Y, by, now: unixMs(6) })
    expect(hosts.verdict(X, B)).toEqual({ kind: 'known' })
    hosts.remember({ key: B, room, address: X, by, now: unixMs(7) })
    expect(hosts.list().map(({ key, addresses }) => ({ key, addresses }))).toEqual([
      { key: B, addresses: [X, Y] },
      { key: A, addresses: [] },
    ])
    expect(hosts.verdict(X, C)).toEqual({ kind: 'changed', known: B })
    expect(hosts.verdict(Y, A)).toEqual({ kind: 'known' })
  })

  test('keep when and how they were first trusted, the newest name, and eight addresses', () => {
    const hosts = open()
    for (let n = 1; n <= 10; n += 1) {
      const way = n === 1 ? 'password' : 'invite'
      hosts.remember({
        key: A,
        room: `Lab ${n}`,
        address: `10.0.0.${n}:1`,
        by: way,
        now: unixMs(n),
      })
    }
    hosts.remember({ key: A, room: 'Lab', address: '10.0.0.9:1', by, now: unixMs(11) })
    const [host] = hosts.list()
    expect(host).toMatchObject({ room: 'Lab', since: 1, by: 'password' })
    expect(host?.addresses).toEqual([9, 10, 8, 7, 6, 5, 4, 3].map((n) => `10.0.0.${n}:1`))
  })

  test('are asked about again once forgotten, with all their addresses', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    hosts.forget(A)
    hosts.forget(B)
    expect(hosts.verdict(X, A)).toEqual({ kind: 'unknown' })
    expect(hosts.verdict(X, B)).toEqual({ kind: 'unknown' })
    expect(open().list()).toEqual([])
  })

  test('stay forgotten, though another Tincan that knew them remembers somebody else', () => {
    const [one, other] = [open(), open()]
    one.remember({ key: A, room, address: X, by, now: unixMs(5) })
    expect(other.verdict(X, A)).toEqual({ kind: 'known' })
    one.forget(A)
    other.remember({ key: B, room, address: Y, by, now: unixMs(6) })
    expect(one.list().map(({ key }) => key)).toEqual([B])
  })

  test('are a thousand at most: the one met longest ago makes room', () => {
    const hosts = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => ({
        key: Buffer.alloc(32, `${from + n} `).toString('base64url'),
        room,
        addresses: [`h${from + n}:1`],
        since: 1,
        by,
      }))
    mkdirSync(join(folder, 'data'))
    writeFileSync(path, JSON.stringify({ version: 1, hosts: hosts(100, 1100) }))
    const list = open()
    expect(list.damage).toBeNull()
    list.remember({ key: A, room, address: X, by, now: unixMs(5) })
    expect(list.list()).toHaveLength(1000)
    expect(list.list()[0]?.key).toBe(A)
    expect(list.list().at(-1)?.addresses).toEqual(['h1098:1'])
  })

  test('lie in a file of their owner’s alone, and nothing temporary stays beside it', () => {
    open().remember({ key: A, room, address: X, by, now: unixMs(5) })
    expect(readdirSync(join(folder, 'data'))).toEqual(['known-hosts.json'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  })

  test('take a name that cannot be shown as none, and so never damage their own list', () => {
    const hosts = open()
    hosts.remember({ key: A, room: 'a\u202eb', address: X, by, now: unixMs(5) })
    expect(open().list()[0]?.room).toBe('')
    expect(() => hosts.verdict('not an address', A)).toThrow(
      expect.objectContaining({ code: 'address_invalid' }),
    )
  })
})

describe('a list of known hosts that is not right', () => {
  const host = { key: A, room, addresses: [X], since: 5, by }
  const file = (hosts: readonly object[], version = 1) => JSON.stringify({ version, hosts })
  const broken: readonly [what: string, text: string][] = [
    ['empty', ''],
    ['cut short', file([host]).slice(0, -3)],
    ['noise', '\u0000\u0001\u0002'],
    ['another version', file([host], 2)],
    ['a list', '[]'],
    ['null', 'null'],
    ['a key that is none', file([{ ...host, key: 'x' }])],
    ['an address in another spelling', file([{ ...host, addresses: ['LAB:1'] }])],
    ['one key twice', file([host, { ...host, addresses: [] }])],
    ['one address twice', file([host, { ...host, key: B }])],
    ['an unknown field', file([{ ...host, trusted: true }])],
    ['an unknown way of trust', file([{ ...host, by: 'luck' }])],
    ['far too large', JSON.stringify({ version: 1, hosts: [], pad: 'x'.repeat(500_000) })],
  ]

  test.each(broken)('(%s) is kept aside, reported, and everything is asked again', (_, text) => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(`${path}.damaged-1`, 'older')
    writeFileSync(path, text)
    const hosts = open()
    expect(hosts.damage).toMatchObject({
      code: 'known_hosts_damaged',
      details: { kept: `${path}.damaged-2` },
    })
    expect(readFileSync(`${path}.damaged-2`, 'utf8')).toBe(text)
    expect(hosts.verdict(X, A)).toEqual({ kind: 'unknown' })
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    expect(open().damage).toBeNull()
    expect(open().verdict(X, A)).toEqual({ kind: 'known' })
  })

  test('cannot be opened when the system does not let it be read', () => {
    const fails = expect.objectContaining({ code: 'known_hosts_unreadable' })
    mkdirSync(path, { recursive: true })
    expect(open).toThrow(fails)
    rmSync(path, { recursive: true })
    symlinkSync(path, path)
    expect(open).toThrow(fails)
    rmSync(join(folder, 'data'), { recursive: true })
    writeFileSync(join(folder, 'data'), '')
    expect(open).toThrow(fails)
  })

  test('that breaks while Tincan runs fails, and accepts nobody', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    writeFileSync(path, 'broken')
    expect(() => hosts.verdict(X, A)).toThrow(
      expect.objectContaining({ code: 'known_hosts_unreadable' }),
    )
    expect(() => hosts.remember({ key: B, room, address: Y, by, now: unixMs(6) })).toThrow(
      expect.objectContaining({ code: 'known_hosts_not_saved' }),
    )
    expect(readFileSync(path, 'utf8')).toBe('broken')
    rmSync(path)
    expect(hosts.verdict(X, A)).toEqual({ kind: 'unknown' })
  })

  test('that cannot be written remembers nobody, not even for now', () => {
    const hosts = open()
    hosts.remember({ key: A, room, address: X, by, now: unixMs(5) })
    rmSync(join(folder, 'data'), { recursive: true })
    symlinkSync(join(folder, 'nowhere', 'at', 'all'), join(folder, 'data'))
    for (const change of [
      () => hosts.remember({ key: B, room, address: Y, by, now: unixMs(6) }),
      () => hosts.forget(A),
    ]) {
      expect(change).toThrow(expect.objectContaining({ code: 'known_hosts_not_saved' }))
    }
    expect(hosts.verdict(Y, B)).toEqual({ kind: 'unknown' })
  })
})
