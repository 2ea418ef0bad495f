/** Rooms, people and words for the gallery: the usual, the long, the many and the hostile. */

import type { RoomInfo, RoomSnapshot, Snapshot } from '../../../shared/contract/snapshot.ts'
import { parseAddress } from '../../../shared/domain/address.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import { formatInvite } from '../../../shared/domain/invite.ts'
import type { OwnAddress } from '../../../shared/domain/own-address.ts'
import type { ConnectionState, Member } from '../../../shared/domain/session.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { Entry, Notice, Stretch } from '../../../shared/events/conversation.ts'
import type { Said } from '../../../shared/events/kind.ts'
import { keyOf } from './fake-keys.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export const addresses: readonly OwnAddress[] = [
  { ip: '0.0.0.0', family: 4, kind: 'all', label: '' },
  { ip: '::', family: 6, kind: 'all', label: '' },
  { ip: '127.0.0.1', family: 4, kind: 'loopback', label: 'lo' },
  { ip: '192.168.1.5', family: 4, kind: 'lan', label: 'eth0' },
  { ip: 'fe80::5054:ff:fe12:3456%eth0', family: 6, kind: 'lan', label: 'eth0' },
  { ip: '10.8.0.3', family: 4, kind: 'vpn', label: 'wg0' },
]

export function inviteOf(room: string, port: number, ticket = ''): string {
  const all = [`192.168.1.5:${port}`, `10.8.0.3:${port}`, `[fe80::5054:ff:fe12:3456%eth0]:${port}`]
  return formatInvite({
    addresses: all.flatMap((text) => {
      const parsed = parseAddress(text)
      return parsed.ok ? [parsed.address] : []
    }),
    key: keyOf('me'),
    room,
    ticket: ticket === '' ? null : ticket,
  })
}

export function hosted(id: string, name: string, self: string, port: number): RoomInfo {
  return {
    id,
    name,
    address: `192.168.1.5:${port}`,
    hosting: {
      port,
      addresses: [
        { address: `192.168.1.5:${port}`, kind: 'lan', label: 'eth0' },
        { address: `10.8.0.3:${port}`, kind: 'vpn', label: 'wg0' },
        { address: `[fe80::5054:ff:fe12:3456%eth0]:${port}`, kind: 'lan', label: 'eth0' },
        { address: `127.0.0.1:${port}`, kind: 'loopback', label: 'lo' },
      ],
      invite: inviteOf(name, port),
      password: true,
      locked: false,
      approving: false,
      past: 'all',
      perAddress: null,
      waiting: [],
      banned: [],
    },
    own: true,
    readOnly: false,
    hostKey: keyOf('me'),
    connection: { phase: 'live' },
    self: { id: keyOf('me'), name: self, host: true, clash: false, cut: false },
    oldest: 1,
    last: 0,
  }
}

/** What one says by writing it. */
export const wordsOf = (text: string): Said => ({ kind: 'message', on: null, body: { text } })

/** All that was said from the first of these to the last, and no more. */
export const stretchOf = (entries: readonly Entry[]): Stretch => ({
  from: Math.ceil(entries[0]?.at ?? 1),
  to: Math.floor(entries.at(-1)?.at ?? 0),
  entries,
})

export function entered(info: RoomInfo, asked = info.self.name): Entry {
  const notice: Notice = { type: 'entered', asked, name: info.self.name, room: info.name }
  return { kind: 'notice', at: 0.000001, time: unixMs(Date.now()), notice }
}

export const empty: Snapshot = {
  revision: 0,
  version: '0.1.0',
  profile: '',
  rooms: [],
  recents: [],
  name: '',
  warnings: [],
  identity: { fingerprint: keyOf('me'), protection: 'system' },
}

export const recents: Snapshot['recents'] = [
  { address: '192.168.1.5:62260', room: 'Lab', name: 'Ann', time: unixMs(0) },
  { address: 'reading-room.local:62260', room: 'Reading room', name: 'Ann', time: unixMs(0) },
  { address: '[fe80::1%eth0]:62261', room: '遠足の準備', name: 'Ann', time: unixMs(0) },
]

type Line = readonly [author: string, minutes: number, text: string] | readonly [Notice, number]

/** What stands between two messages, one after the other. */
export const BETWEEN = 0.000001

/** Entries from short lines; minutes count back from now. */
export function entriesOf(lines: readonly Line[]): readonly Entry[] {
  const now = Date.now()
  let at = 0
  return lines.map((line): Entry => {
    const [what, minutes, text] = line
    const time = unixMs(now - minutes * MINUTE)
    at = typeof what === 'string' ? Math.floor(at) + 1 : at + BETWEEN
    if (typeof what !== 'string') return { kind: 'notice', at, time, notice: what }
    return {
      kind: 'message',
      at,
      seq: at,
      cid: `cid-${at}`,
      author: { id: keyOf(what === 'Ann' ? 'me' : what), name: what },
      mine: what === 'Ann',
      text: text ?? '',
      withdrawn: false,
      time,
      shown: {},
      folded: at,
    }
  })
}

export const people = (names: readonly string[]): readonly Member[] =>
  names.map((name, index) => ({
    id: keyOf(name === 'Ann' ? 'me' : name),
    name,
    host: index === 0,
    clash: name.endsWith('-2'),
    cut: false,
  }))

export const talk: readonly Line[] = [
  [{ type: 'entered', asked: 'Ann', name: 'Ann', room: 'Lab' }, 2 * 1440 + 30],
  ['Mira', 2 * 1440 + 20, 'The centrifuge is free from ten. Who needs it?'],
  ['Ann', 2 * 1440 + 19, 'Me, for an hour.'],
  [{ type: 'left', name: 'Mira' }, 1440 + 40],
  [{ type: 'joined', name: 'Bob' }, 1440 + 30],
  ['Bob', 1440 + 29, 'Morning. I put the samples in the second fridge.'],
  [
    'Bob',
    1440 + 28,
    'Third shelf, blue lids.\nThe labels are on the left side, careful with the wet ones.',
  ],
  [{ type: 'joined', name: 'Cem' }, 75],
  [{ type: 'joined', name: 'Dilara' }, 74],
  ['Cem', 70, 'I am on the ship’s network now. Does this arrive?'],
  ['Ann', 69, 'Loud and clear 👋'],
  [
    'Ann',
    69,
    'Here is the protocol from last week: https://example.org/protocols/2026/centrifuge?run=17 (second page matters).',
  ],
  [
    'Dilara',
    40,
    'A long one without spaces: ' +
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3),
  ],
  ['Dilara', 39, `https://example.org/${'a-very-long-path-segment-'.repeat(12)}`],
  [
    'Bob',
    12,
    '<img src=x onerror=alert(1)> and [click me](javascript:alert(1)) stay what they are.',
  ],
  [{ type: 'lost', name: 'Cem' }, 9],
  [
    'Dilara',
    3,
    'مرحبا، هل تسمعني؟ Cem is on the mountain side, he comes back when the boat turns.',
  ],
  ['Ann', 2, 'Good. Then we start at eleven.'],
]

export function roomWith(
  info: Partial<RoomInfo> & { readonly id: string; readonly name: string },
  entries: readonly Entry[],
  names: readonly string[],
): RoomSnapshot {
  const base = hosted(info.id, info.name, 'Ann', 62260)
  const stretch = stretchOf(entries)
  return {
    ...base,
    hosting: null,
    own: false,
    hostKey: keyOf(names[0] ?? 'host'),
    self: { id: keyOf('me'), name: 'Ann', host: false, clash: false, cut: false },
    ...info,
    last: stretch.to,
    members: people(names),
    stretch,
    pending: [],
    unread: { count: 0, from: null },
    draft: '',
  }
}

const live: ConnectionState = { phase: 'live' }

export const lab = (connection: ConnectionState = live): RoomSnapshot =>
  roomWith({ id: 'lab', name: 'Lab', connection }, entriesOf(talk), ['Bob', 'Ann', 'Cem', 'Dilara'])

export const other: RoomSnapshot = roomWith(
  { id: 'boat', name: 'Boat crew, second watch of the night', connection: live },
  entriesOf([['Jo', 20, 'Who has the keys to the winch?']]),
  ['Jo', 'Ann'],
)

export const gone: RoomSnapshot = roomWith(
  {
    id: 'class',
    name: 'Class 4b',
    connection: { phase: 'ended', how: 'lost', error: errorValue('connection_lost') },
  },
  entriesOf([['Eve', DAY / MINUTE, 'Homework: page 12.']]),
  ['Eve', 'Ann'],
)

/** A long past: `count` messages by a handful of people. */
export function past(count: number): readonly Entry[] {
  const names = ['Ann', 'Bob', 'Cem', 'Dilara']
  return entriesOf(
    Array.from({ length: count }, (_, i): Line => {
      const name = names[Math.floor(i / 3) % names.length] ?? 'Bob'
      return [name, (count - i) * 2, `Line ${i}${i % 7 === 0 ? '\nwith a second one' : ''}`]
    }),
  )
}
