import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { formatInvite, type Invite, parseInvite } from '../../../shared/domain/invite.ts'
import { INVITE_ADDRESSES, INVITE_CHARS } from '../../../shared/domain/limits.ts'
import { nameFault } from '../../../shared/domain/text.ts'

const PK = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' as Fingerprint
const T = 'AAECAwQFBgcICQoLDA0ODw'
const A = { host: '192.168.1.5', port: 62260 }

const plain: Invite = { addresses: [A], key: PK, room: '', ticket: null }

const good: readonly [link: string, invite: Partial<Invite>][] = [
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}`, {}],
  [`  tincan://join?a=192.168.1.5:62260&pk=${PK}\n`, {}],
  [`tincan://join?pk=${PK}&a=192.168.1.5:62260`, {}],
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}&n=Lab`, { room: 'Lab' }],
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}&n=The%20lab`, { room: 'The lab' }],
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}&n=%C3%9Cbung`, { room: 'Übung' }],
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}&n=a%26b%3Dc%2B`, { room: 'a&b=c+' }],
  [`tincan://join?a=192.168.1.5:62260&pk=${PK}&t=${T}`, { ticket: T }],
  [`tincan://join?t=${T}&n=x&pk=${PK}&a=192.168.1.5:62260`, { ticket: T, room: 'x' }],
  [
    `tincan://join?a=10.0.0.1:1&a=192.168.1.5:62260&pk=${PK}`,
    { addresses: [{ host: '10.0.0.1', port: 1 }, A] },
  ],
  [`tincan://join?a=lab-pc.local:80&pk=${PK}`, { addresses: [{ host: 'lab-pc.local', port: 80 }] }],
  [`tincan://join?a=[2001:db8::1]:9&pk=${PK}`, { addresses: [{ host: '2001:db8::1', port: 9 }] }],
  [
    `tincan://join?a=%5B2001:db8::1%5d:9&pk=${PK}`,
    { addresses: [{ host: '2001:db8::1', port: 9 }] },
  ],
  [
    `tincan://join?a=[fe80::1%25eth0]:9&pk=${PK}`,
    { addresses: [{ host: 'fe80::1%eth0', port: 9 }] },
  ],
  [`tincan://join?a=[fe80::1%eth0]:9&pk=${PK}`, { addresses: [{ host: 'fe80::1%eth0', port: 9 }] }],
  [`tincan://join?a=[fe80::1%2512]:9&pk=${PK}`, { addresses: [{ host: 'fe80::1%12', port: 9 }] }],
  [`tincan://join?a=[fe80::1%12]:9&pk=${PK}`, { addresses: [{ host: 'fe80::1%12', port: 9 }] }],
  [`tincan://join?a=[fe80::1%25]:9&pk=${PK}`, { addresses: [{ host: 'fe80::1%25', port: 9 }] }],
]

const OK = `a=192.168.1.5:62260&pk=${PK}`
const bad: readonly [link: string, reason: RegExp][] = [
  ['', /does not begin/],
  ['tincan:', /does not begin/],
  ['tincan://', /does not begin/],
  ['tincan://join', /does not begin/],
  ['tincan://join?', /does not know/],
  [`tincan:join?${OK}`, /does not begin/],
  [`tincan:///join?${OK}`, /does not begin/],
  [`tincan://join/?${OK}`, /does not begin/],
  [`tincan://join:1?${OK}`, /does not begin/],
  [`tincan://user@join?${OK}`, /does not begin/],
  [`tincan://leave?${OK}`, /does not begin/],
  [`TINCAN://join?${OK}`, /does not begin/],
  [`http://join?${OK}`, /does not begin/],
  [`tincan://join#${OK}`, /does not begin/],
  [`x tincan://join?${OK}`, /does not begin/],
  [`tincan://join?${OK}#x`, /key is not whole/],
  [`tincan://join?${OK}&pw=secret`, /does not know: pw$/],
  [`tincan://join?${OK}&password=secret`, /does not know: password$/],
  [`tincan://join?${OK}&A=1`, /does not know: A$/],
  [`tincan://join?${OK}&`, /does not know$/],
  [`tincan://join?&${OK}`, /does not know$/],
  [`tincan://join?${OK}&&n=x`, /does not know$/],
  [`tincan://join?${OK}&%6e=x`, /does not know$/],
  [`tincan://join?${OK}&__proto__=x`, /does not know: __proto__$/],
  [`tincan://join?${OK}&constructor=x`, /does not know: constructor$/],
  [`tincan://join?${OK}&<b>=x`, /does not know$/],
  [`tincan://join?${OK};n=x`, /“pk” is not whole/],
  [`tincan://join?pk=${PK}`, /no address/],
  ['tincan://join?a=192.168.1.5:62260', /key is missing/],
  [`tincan://join?a&pk=${PK}`, /“a” is not whole/],
  [`tincan://join?a=&pk=${PK}`, /“a” is not whole/],
  [`tincan://join?a=192.168.1.5&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.5:&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.5:0&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.5:062260&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.5:65536&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.256:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=192.168.1.5%3A62260&pk=${PK}`, /addresses/],
  [`tincan://join?a=%31.2.3.4:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=Lab-PC:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=a%20b:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=2001:db8::1&pk=${PK}`, /addresses/],
  [`tincan://join?a=[2001:DB8::1]:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=[2001:db8:0::1]:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=[fe80::1%25%25eth0]:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=[fe80::1%]:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=[fe80::1%25e%2f]:1&pk=${PK}`, /addresses/],
  [`tincan://join?a=1.2.3.4:1&a=1.2.3.4:1&pk=${PK}`, /address twice/],
  [`tincan://join?a=[fe80::1%a]:1&a=[fe80::1%25a]:1&pk=${PK}`, /address twice/],
  [
    `tincan://join?${Array.from({ length: 9 }, (_, n) => `a=h${n}:1`).join('&')}&pk=${PK}`,
    /than 8/,
  ],
  [`tincan://join?${OK}&pk=${PK}`, /“pk” twice/],
  [`tincan://join?a=1.2.3.4:1&pk=${PK.slice(1)}`, /key is not whole/],
  [`tincan://join?a=1.2.3.4:1&pk=${PK}A`, /key is not whole/],
  [`tincan://join?a=1.2.3.4:1&pk=${PK.slice(0, -1)}9`, /key is not whole/],
  [`tincan://join?a=1.2.3.4:1&pk=${PK.slice(0, -1)}=`, /“pk” is not whole/],
  [`tincan://join?a=1.2.3.4:1&pk=${PK.replace('A', '+')}`, /key is not whole/],
  [`tincan://join?${OK}&n=`, /“n” is not whole/],
  [`tincan://join?${OK}&n=a&n=b`, /“n” twice/],
  [`tincan://join?${OK}&n=The lab`, /room name/],
  [`tincan://join?${OK}&n=The+lab`, /room name/],
  [`tincan://join?${OK}&n=Übung`, /room name/],
  [`tincan://join?${OK}&n=%`, /room name/],
  [`tincan://join?${OK}&n=%ff`, /room name/],
  [`tincan://join?${OK}&n=%C0%80`, /room name/],
  [`tincan://join?${OK}&n=a%00b`, /room name/],
  [`tincan://join?${OK}&n=%E2%80%AEx`, /room name/],
  [`tincan://join?${OK}&n=%20x`, /room name/],
  [`tincan://join?${OK}&n=${'x'.repeat(33)}`, /room name/],
  [`tincan://join?${OK}&t=`, /“t” is not whole/],
  [`tincan://join?${OK}&t=${T}&t=${T}`, /“t” twice/],
  [`tincan://join?${OK}&t=${T}A`, /secret is not whole/],
  [`tincan://join?${OK}&t=${T.slice(1)}`, /secret is not whole/],
  [`tincan://join?${OK}&t=${T.slice(0, -1)}x`, /secret is not whole/],
  [`tincan://join?${OK}&n=${'%41'.repeat(150)}`, /more than 512/],
]

/** A room name that {@link nameFault} takes, in every script there is. */
const names = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((name) => nameFault(name) === undefined)
const hosts = fc.oneof(
  fc.ipV4(),
  fc.constantFrom('2001:db8::1', '::1', 'fe80::1%eth0', 'fe80::1%12', 'fe80::2%25'),
  fc.constantFrom('lab-pc', 'a.example.org', 'xn--bcher-kva.example'),
)
const invites: fc.Arbitrary<Invite> = fc.record(
  {
    addresses: fc.uniqueArray(
      fc.record(
        { host: hosts, port: fc.integer({ min: 1, max: 65535 }) },
        { noNullPrototype: true },
      ),
      { minLength: 1, maxLength: 4, selector: ({ host, port }) => `${host} ${port}` },
    ),
    key: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url') as Fingerprint),
    room: fc.oneof(fc.constant(''), names),
    ticket: fc.oneof(
      fc.constant(null),
      fc
        .uint8Array({ minLength: 16, maxLength: 16 })
        .map((bytes) => Buffer.from(bytes).toString('base64url')),
    ),
  },
  { noNullPrototype: true },
)

describe('an invite link', () => {
  test.each(good)('%j is read', (link, invite) => {
    expect(parseInvite(link)).toEqual({ ok: true, invite: { ...plain, ...invite } })
  })

  test.each(bad)('%j is refused with a reason', (link, reason) => {
    const result = parseInvite(link)
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
  })

  test('never repeats to a person what a stranger wrote into it, but for one harmless word', () => {
    for (const [link] of bad) {
      const result = parseInvite(link)
      expect(result.ok || result.reason).toMatch(/^[\w ’“”:/?,.]{1,80}$/)
    }
  })

  test('is written as a URI that any library reads', () => {
    const link = formatInvite({
      addresses: [{ host: 'fe80::1%eth0', port: 9 }, A],
      key: PK,
      room: 'Ada & Bob',
      ticket: T,
    })
    expect(link).toBe(
      `tincan://join?a=%5Bfe80::1%25eth0%5D:9&a=192.168.1.5:62260&pk=${PK}&n=Ada%20%26%20Bob&t=${T}`,
    )
    expect(new URL(link).searchParams.getAll('a')).toEqual([
      '[fe80::1%eth0]:9',
      '192.168.1.5:62260',
    ])
    expect(new URL(link).searchParams.get('n')).toBe('Ada & Bob')
  })

  test('survives being written and read again', () => {
    fc.assert(
      fc.property(invites, (invite) => {
        const link = formatInvite(invite)
        expect(link.length).toBeLessThanOrEqual(INVITE_CHARS)
        expect(parseInvite(link)).toEqual({ ok: true, invite })
      }),
      { numRuns: 500 },
    )
  })

  test('leaves out the last addresses, then the name, to fit', () => {
    const long = (n: number) => ({ host: `${'a'.repeat(60)}.${'b'.repeat(60)}.h${n}`, port: 62260 })
    const addresses = Array.from({ length: 8 }, (_, n) => long(n))
    const few = parseInvite(formatInvite({ ...plain, addresses, room: 'Lab', ticket: T }))
    expect(few).toMatchObject({ ok: true, invite: { room: 'Lab', ticket: T } })
    expect(few.ok && few.invite.addresses).toEqual(addresses.slice(0, 3))

    const longest = { host: [63, 63, 63, 61].map((n) => 'c'.repeat(n)).join('.'), port: 62260 }
    const room = '漢'.repeat(32)
    const one = formatInvite({ addresses: [longest, A], key: PK, room, ticket: T })
    expect(one.length).toBeLessThanOrEqual(INVITE_CHARS)
    expect(parseInvite(one)).toEqual({
      ok: true,
      invite: { addresses: [longest], key: PK, room: '', ticket: T },
    })
  })

  test('carries the best eight addresses, each once, and no name that may not be shown', () => {
    const addresses = Array.from({ length: 12 }, (_, n) => ({ host: `10.0.0.${n}`, port: 1 }))
    const [best = A] = addresses
    const result = parseInvite(
      formatInvite({ ...plain, addresses: [best, ...addresses], room: 'a\u202eb' }),
    )
    expect(result).toEqual({
      ok: true,
      invite: { ...plain, addresses: addresses.slice(0, INVITE_ADDRESSES) },
    })
  })

  test('is not written without an address, or with a ticket that is none', () => {
    expect(() => formatInvite({ ...plain, addresses: [] })).toThrow('address')
    expect(() => formatInvite({ ...plain, ticket: 'x' })).toThrow('ticket')
  })

  test('of 100,000 damaged ones, none throws, and what is read is written and read the same', () => {
    const seeds = good.map(([link]) => link)
    const random = generator(20_260_101)
    const spice = 'a=&pk=&n=&t=%25[]:.0123AZ_-~+# \u0000\u202eé漢\ud800'
    let accepted = 0
    for (let round = 0; round < 100_000; round += 1) {
      let link = seeds[random(seeds.length)] ?? ''
      for (let change = random(3); change >= 0; change -= 1) {
        const at = random(link.length + 1)
        const gone = random(3)
        const from = random(spice.length)
        link = link.slice(0, at) + spice.slice(from, from + random(3)) + link.slice(at + gone)
      }
      const result = parseInvite(link)
      if (!result.ok) continue
      accepted += 1
      const again = parseInvite(formatInvite(result.invite))
      if (JSON.stringify(again) !== JSON.stringify(result)) expect(again).toEqual(result)
    }
    expect(accepted).toBeGreaterThan(1000)
  })
})

/** A small generator of the same numbers every time (mulberry32): a number below `limit`. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}
