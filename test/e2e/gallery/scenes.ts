/** Runs in the page before the window's own scripts: puts the fake where the preload would be. */
import { errorValue } from '../../../shared/errors.ts'
import type { Entry, Snapshot } from '../../../shared/snapshot.ts'
import { createFake, type Fake } from './fake-api.ts'
import { empty, gone, lab, other, past, recents, roomWith } from './fake-data.ts'

declare global {
  interface Window {
    scene?: string
    fake: Fake
  }
}

const thousand = Array.from({ length: 999 }, (_, i) => `Member ${i + 1}`)
const many = past(1_000)

const scenes: Readonly<Record<string, () => readonly [Snapshot, (readonly Entry[])?]>> = {
  empty: () => [empty],
  recents: () => [{ ...empty, recents, name: 'Ann' }],
  notices: () => [
    { ...empty, notices: [errorValue('settings_damaged', { kept: 'settings.json.broken-1' })] },
  ],
  lab: () => [{ ...empty, recents, name: 'Ann', rooms: [other, gone, lab()] }],
  ended: () => [{ ...empty, name: 'Ann', rooms: [other, lab(), gone] }],
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
  many: () => [
    {
      ...empty,
      name: 'Ann',
      rooms: [roomWith({ id: 'lab', name: 'Lab' }, many.slice(-100), ['Bob', 'Ann', ...thousand])],
    },
    many,
  ],
}

const [snapshot, history] = (scenes[window.scene ?? 'empty'] ?? (() => [empty] as const))()
window.fake = createFake(snapshot, history)
Object.assign(window, { tincan: window.fake.api })
