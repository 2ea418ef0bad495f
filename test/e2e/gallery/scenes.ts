/** Runs in the page before the window's own scripts: puts the fake where the preload would be. */

import type {
  Hosting,
  RoomSnapshot,
  Snapshot,
  Starting,
} from '../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { Entry } from '../../../shared/events/conversation.ts'
import { createFake, type Fake } from './fake-api.ts'
import { empty, entriesOf, gone, hosted, lab, other, past, recents, roomWith } from './fake-data.ts'
import { keyOf } from './fake-keys.ts'
import { historyScenes } from './history-scenes.ts'

declare global {
  interface Window {
    scene?: string
    fake: Fake
  }
}

const stopped = { address: '192.168.1.5:62260', known: keyOf('Bob'), shown: keyOf('Mallory') }
const newcomer = (name: string) => ({ key: keyOf(name), name })

function hostedLab(over: Partial<Hosting>): RoomSnapshot {
  const info = hosted('lab', 'Lab', 'Ann', 62260)
  const held = lab()
  const hosting = info.hosting === null ? null : { ...info.hosting, ...over }
  const names = roomWith(info, [], ['Ann', 'Bob', 'Cem', 'Dilara'])
  return { ...held, ...info, hosting, last: held.last, members: names.members }
}

const thousand = Array.from({ length: 999 }, (_, i) => `Member ${i + 1}`)
const many = past(1_000)

const scenes: Readonly<Record<string, () => readonly [Snapshot, (readonly Entry[])?]>> = {
  ...historyScenes,
  empty: () => [empty],
  recents: () => [{ ...empty, recents, name: 'Ann' }],
  warnings: () => [
    { ...empty, warnings: [errorValue('settings_damaged', { kept: 'settings.json.broken-1' })] },
  ],
  lab: () => [{ ...empty, recents, name: 'Ann', rooms: [other, gone, lab()] }],
  ended: () => [{ ...empty, name: 'Ann', rooms: [gone] }],
  closed: () => [
    {
      ...empty,
      name: 'Ann',
      rooms: [lab({ phase: 'ended', how: 'closed', error: errorValue('room_closed') })],
    },
  ],
  connecting: () => [
    { ...empty, name: 'Ann', rooms: [lab({ phase: 'connecting', stage: 'dialing' })] },
  ],
  hosting: () => [{ ...empty, name: 'Ann', rooms: [hostedLab({ waiting: [], banned: [] })] }],
  waiting: () => [
    {
      ...empty,
      name: 'Ann',
      identity: { fingerprint: keyOf('me'), protection: 'file' },
      rooms: [
        hostedLab({
          waiting: ['Cem', 'Dilara of the long name who came by boat'].map(newcomer),
          banned: ['Mallory', 'Eve'].map(newcomer),
          approving: true,
        }),
      ],
    },
  ],
  otherKey: () => [
    {
      ...empty,
      name: 'Ann',
      rooms: [lab({ phase: 'ended', how: 'refused', error: errorValue('pin_mismatch', stopped) })],
    },
  ],
  clash: () => [
    {
      ...empty,
      name: 'Ann',
      rooms: [
        roomWith(
          { id: 'lab', name: 'Lab' },
          entriesOf([
            ['Bob', 9, 'Morning.'],
            ['Bob-2', 8, 'I am also Bob, from the other boat.'],
            ['Ann', 7, 'Good that you have different keys.'],
          ]),
          ['Bob', 'Ann', 'Bob-2', 'Cem'],
        ),
      ],
    },
  ],
  many: () => [
    {
      ...empty,
      name: 'Ann',
      rooms: [roomWith({ id: 'lab', name: 'Lab' }, many.slice(-100), ['Bob', 'Ann', ...thousand])],
    },
    many,
  ],
}

const sealed = {
  cause: 'it has not got that key',
  kept: '/home/ann/.config/Tincan/identity.json',
}

/** Scenes in which nothing is ready yet. */
const starts: Readonly<Record<string, Starting>> = {
  opening: { step: 1, phase: 'opening' },
  asking: { step: 1, phase: 'asking' },
  sealed: {
    step: 1,
    phase: 'stuck',
    error: errorValue('identity_sealed', sealed),
    ways: ['again', 'backup', 'new'],
  },
  locked: {
    step: 1,
    phase: 'stuck',
    error: errorValue('storage_locked', { path: '/home/ann/.config/Tincan/messages.db' }),
    ways: ['again'],
  },
}

const [snapshot, history] = (scenes[window.scene ?? 'empty'] ?? (() => [empty] as const))()
window.fake = createFake(snapshot, history, starts[window.scene ?? ''])
Object.assign(window, { tincan: window.fake.api })
