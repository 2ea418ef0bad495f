/** What the window begins with when a connection was cut, and when there is a past. */

import type { RoomSnapshot, Snapshot } from '../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { ConnectionState } from '../../../shared/domain/session.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { Entry } from '../../../shared/events/conversation.ts'
import { empty, entriesOf, gone, lab, other, past, people, roomWith, wordsOf } from './fake-data.ts'

const DAY_MINUTES = 24 * 60

const cut = (retryIn: number | null): ConnectionState => ({
  phase: 'interrupted',
  error: errorValue('connection_lost'),
  retryIn,
})

function withWaiting(room: RoomSnapshot): RoomSnapshot {
  const time = unixMs(Date.now())
  const pending = ['Is anybody still there?', 'I go on writing, it waits here.'].map(
    (text, at) => ({
      cid: `waiting-${at}`,
      ...wordsOf(text),
      time,
      error: null,
    }),
  )
  return {
    ...room,
    pending,
    members: room.members.map((one) => ({ ...one, cut: one.name === 'Cem' })),
  }
}

/** Three words of one's own: on their way, refused by the host, refused by our own disk. */
function withUnsent(room: RoomSnapshot): RoomSnapshot {
  const time = unixMs(Date.now())
  const words = [
    { ...wordsOf('The host’s disk has no room for this.'), error: errorValue('host_storage') },
    { ...wordsOf('Nor has ours for that.'), error: errorValue('storage_full') },
    { ...wordsOf('This is on its way.'), error: null },
  ]
  return { ...room, pending: words.map((word, at) => ({ cid: `unsent-${at}`, time, ...word })) }
}

const one = (...rooms: readonly RoomSnapshot[]): readonly [Snapshot] => [
  { ...empty, name: 'Ann', rooms },
]

/** Ended by the person's own wish, some days ago. */
const left: ConnectionState = { phase: 'ended', how: 'left', error: null }

const own = roomWith(
  { id: 'field', name: 'Field lab', own: true, connection: left },
  entriesOf([
    ['Ann', 9 * DAY_MINUTES, 'The key is under the third stone.'],
    ['Bob', 9 * DAY_MINUTES - 2, 'Found it. The centrifuge is still warm.'],
    [{ type: 'ended', how: 'left', message: 'You closed this room.' }, 9 * DAY_MINUTES - 9],
  ]),
  ['Ann'],
)

const kept = roomWith(
  {
    id: 'reading',
    name: 'Reading room',
    readOnly: true,
    connection: { phase: 'ended', how: 'refused', error: errorValue('log_differs') },
  },
  entriesOf([
    ['Mira', 400 * DAY_MINUTES, 'Chapter four is the one about the centrifuge.'],
    ['Ann', 400 * DAY_MINUTES - 5, 'And the one nobody understood.'],
  ]),
  ['Mira', 'Ann'],
)

const long = past(1_000)
const latest = (info: Partial<RoomSnapshot> = {}): RoomSnapshot => ({
  ...roomWith({ id: 'lab', name: 'Lab' }, long.slice(-100), ['Bob', 'Ann', 'Cem', 'Dilara']),
  ...info,
})

export const historyScenes: Readonly<
  Record<string, () => readonly [Snapshot, (readonly Entry[])?]>
> = {
  interrupted: () => one(other, withWaiting(lab(cut(12_900)))),
  trying: () => one(other, withWaiting(lab(cut(null)))),
  unsent: () => one(other, withUnsent(lab())),
  catchingUp: () => one(other, lab({ phase: 'catching_up', missing: 1_234 })),
  away: () =>
    one({
      ...lab(),
      members: people(['Bob', 'Ann', 'Cem', 'Dilara of the long name who came by boat']).map(
        (member) => ({ ...member, cut: member.name !== 'Bob' && member.name !== 'Ann' }),
      ),
    }),
  ownEnded: () => one(other, lab(), gone, kept, own),
  onlyPast: () => one(gone, kept, own),
  long: () => [{ ...empty, name: 'Ann', rooms: [other, gone, kept, own, latest()] }, long],
  cutOff: () => one(other, latest({ connection: cut(12_900) })),
}
