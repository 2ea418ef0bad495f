import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../shared/domain/address.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { formatInvite, parseInvite } from '../../../shared/domain/invite.ts'
import { meantBy } from '../../../shared/domain/pasted.ts'

const PK = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' as Fingerprint
const TICKET = 'Qp303mlqBp9gTGFn6OaxPQ'
const LINK = formatInvite({
  addresses: [
    { host: '192.168.1.5', port: 62260 },
    { host: 'fe80::1%eth0', port: 62260 },
  ],
  key: PK,
  room: 'Ada & Bob',
  ticket: TICKET,
})

describe('a link is found', () => {
  test.each([
    ['alone', LINK],
    ['in angle brackets', `<${LINK}>`],
    ['in quotes', `“${LINK}”`],
    ['in a sentence', `Join me: ${LINK}`],
    ['at the end of a sentence', `Join me at ${LINK}. See you!`],
    ['in brackets of a sentence', `(the link is ${LINK}).`],
    ['in Markdown', `[join](${LINK})`],
    ['in bold', `**${LINK}**`],
    ['behind a zero-width space', `\u200b${LINK}\ufeff`],
    ['with a zero-width space inside', LINK.replace('&', '\u200b&')],
    ['over two lines, broken anywhere', `${LINK.slice(0, 60)}\n${LINK.slice(60)}`],
    ['over two lines, its secret in the second', LINK.replace('&t=', '\n&t=')],
    ['over many lines, as a mail program quotes', `> ${LINK.match(/.{1,30}/g)?.join('\r\n> ')}`],
    ['over two lines, with words behind', `${LINK.slice(0, 90)}\n${LINK.slice(90)}\nSee you`],
    ['as a field for one line pastes it', `${LINK.slice(0, 90)} ${LINK.slice(90)}`],
    ['begun by a telephone', LINK.replace('tincan', 'Tincan')],
    ['copied from the source of a page', LINK.replaceAll('&', '&amp;')],
  ])('%s', (_, pasted) => {
    expect(meantBy(pasted)).toEqual({ kind: 'invite', link: LINK })
  })

  test('broken at any place, with any line break', () => {
    const breaks = fc.constantFrom('\n', '\r\n', '\n> ', ' ')
    fc.assert(
      fc.property(fc.integer({ min: 20, max: LINK.length - 1 }), breaks, (at, lineBreak) => {
        const pasted = `Hello,\n${LINK.slice(0, at)}${lineBreak}${LINK.slice(at)}\nBye`
        const meant = meantBy(pasted)
        expect(meant).toEqual({ kind: 'invite', link: LINK })
      }),
    )
  })

  test('and what is wrong with its parts stays wrong', () => {
    for (const broken of [LINK.replace(PK, 'AAAA'), `${LINK}&pw=secret`, LINK.slice(0, 40)]) {
      const meant = meantBy(`Join me: ${broken}`)
      expect(meant.kind === 'invite' && parseInvite(meant.link).ok).toBe(false)
    }
  })
})

describe('an address is found', () => {
  test.each([
    ['192.168.1.5:62260', '192.168.1.5:62260'],
    [' 192.168.1.5:62260. ', '192.168.1.5:62260'],
    ['http://192.168.1.5:62260', '192.168.1.5:62260'],
    ['https://lab-pc/', 'lab-pc:62260'],
    ['‘lab-pc’', 'lab-pc:62260'],
    ['“lab-pc:5000”', 'lab-pc:5000'],
    ['«lab-pc»', 'lab-pc:62260'],
    ['<[fe80::1%eth0]:62260>', '[fe80::1%eth0]:62260'],
    ['\u200b192.168.1.5', '192.168.1.5:62260'],
    ['\u202a192.168.1.5:62260\u202c', '192.168.1.5:62260'],
    ['１９２．１６８．１．５：６２２６０', '192.168.1.5:62260'],
    ['192.168.1.5 62260', '192.168.1.5:62260'],
    ['192.168.1.5, port 62260', '192.168.1.5:62260'],
    ['192.168.1.5 : 62311', '192.168.1.5:62311'],
    ['192.168.1.5: 62311', '192.168.1.5:62311'],
    ['192.168.1.5 :62311', '192.168.1.5:62311'],
    ['lab-pc: 62311', 'lab-pc:62311'],
    ['fe80::1 : 62311', '[fe80::1]:62311'],
    ['192.168.1.5:62311/', '192.168.1.5:62311'],
    ['《lab-pc》', 'lab-pc:62260'],
    ['【192.168.1.5:62311】', '192.168.1.5:62311'],
    ['Join lab-pc:62311', 'lab-pc:62311'],
    ['come to lab-pc:62311, please', 'lab-pc:62311'],
    ['fe80::1 port 5000', '[fe80::1]:5000'],
    ['Join me at 192.168.1.5:62260, please', '192.168.1.5:62260'],
    ['http://[::1]:62260/', '[::1]:62260'],
  ])('%s', (pasted, address) => {
    const meant = meantBy(pasted)
    const parsed = parseAddress(meant.kind === 'address' ? meant.address : '')
    expect(parsed).toMatchObject({ ok: true })
    expect(parsed).toEqual(parseAddress(address))
  })

  test.each([
    ['a page of the web', 'https://example.com/room', /web page/],
    ['a mail address', 'ann@example.com', /mail address/],
    ['a sentence', 'ask Ann about it', /several words/],
    ['two addresses', '192.168.1.5 or 192.168.1.6', /several words/],
    ['two names', 'lab-pc:1 or lab-pc:2', /several words/],
    ['a mail link', 'mailto:ann@example.com', /mail address/],
    ['another scheme', 'ssh://lab-pc', /slashes/],
    ['an IPv6 address that is none', 'fe80::1::2', /IPv6/],
    ['words with colons', 'lab:pc:home', /not a computer’s name/],
  ])('%s is answered for what it is', (_, pasted, words) => {
    const meant = meantBy(pasted)
    expect(meant.kind).not.toBe('invite')
    const parsed = meant.kind === 'address' ? parseAddress(meant.address) : undefined
    const reason = meant.kind === 'other' ? meant.reason : parsed?.ok === false && parsed.reason
    expect(reason).toMatch(words)
  })

  test('whatever is pasted, an answer comes, and soon', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(['invite', 'address', 'other']).toContain(meantBy(text).kind)
      }),
    )
    for (const part of ['tincan://join?', ' > ', 'a ', '&=', '\n&', '“', '. ']) {
      expect(meantBy(`tincan://join?a=${part.repeat(50_000)}`).kind).toBe('invite')
      expect(meantBy(part.repeat(50_000)).kind).toBeTypeOf('string')
    }
  })
})
