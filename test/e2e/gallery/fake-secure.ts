/** The fake's part for keys, questions and the access list of a room. */

import type { Envelope, TincanApi, VerbRequest } from '../../../shared/contract/ipc.ts'
import type { Change, Hosting, RoomSnapshot } from '../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import type { JoinQuestion, Member } from '../../../shared/domain/session.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import { inviteOf } from './fake-data.ts'
import { keyOf } from './fake-keys.ts'

/** The only password that opens the fake's rooms. */
export const RIGHT_PASSWORD = 'right'

const DAY = 24 * 3600_000

export const knownHosts: readonly KnownHost[] = [
  {
    key: keyOf('Bob'),
    room: 'Lab',
    addresses: ['192.168.1.5:62260', '10.8.0.3:62260'],
    since: unixMs(Date.now() - 40 * DAY),
    by: 'invite',
  },
  {
    key: keyOf('Jo'),
    room: 'Boat crew, second watch of the night',
    addresses: ['[fe80::5054:ff:fe12:3456%eth0]:62260', 'boat.local:62260'],
    since: unixMs(Date.now() - 3 * DAY),
    by: 'eyes',
  },
  {
    key: keyOf('Mira'),
    room: '遠足の準備',
    addresses: ['172.16.0.9:62261'],
    since: unixMs(Date.now() - DAY),
    by: 'password',
  },
]

const words = ['amber', 'kettle', 'north', 'violin', 'spoon', 'harbour', 'lantern', 'moss', 'ferry']

interface World {
  readonly room: (roomId: string) => RoomSnapshot | undefined
  readonly push: (changes: readonly Change[]) => void
}

type Given = VerbRequest<'answer'>['answer']
const ok = <T>(value: T): Envelope<T> => ({ ok: true, value })

export function createFakeSecure({ room, push }: World) {
  let made = 0
  let hosts = knownHosts
  let give: ((given: Given | null) => void) | undefined

  /** Asks until it is answered right; false when given up or all tries are wrong. */
  const ask = async (attemptId: string, first: JoinQuestion): Promise<boolean> => {
    let question = first
    for (;;) {
      const stage = question.kind === 'password' ? 'proving' : 'securing'
      push([{ type: 'attempt', attemptId, stage, question }])
      const given = await new Promise<Given | null>((resolve) => {
        give = resolve
      })
      if (given === null) return false
      push([{ type: 'attempt', attemptId, stage, question: null }])
      if (given.kind === 'trust' || given.password === RIGHT_PASSWORD) return true
      if (question.kind !== 'password' || question.triesLeft <= 1) return false
      question = { ...question, wrong: true, triesLeft: question.triesLeft - 1 }
    }
  }

  const act = (roomId: string, action: ModerationAction) => {
    const held = room(roomId)
    if (held?.hosting == null) return
    const { members, stretch: _, pending: __, draft: ___, ...info } = held
    const out = 'key' in action ? members.find((member) => member.id === action.key) : undefined
    const hosting = changed(held.hosting, action, out)
    const left = members.filter((member) => member !== out)
    push([
      { type: 'room', room: { ...info, hosting } },
      { type: 'members', roomId, members: left },
    ])
  }

  const answers = {
    newPassword: async () => {
      made += 1
      const five = Array.from({ length: 5 }, (_, at) => words[(made * 4 + at * 2) % words.length])
      return ok({ password: five.join('-') })
    },
    answer: async ({ answer }) => ok(give?.(answer)),
    moderate: async ({ roomId, action }) => ok(act(roomId, action)),
    invite: async ({ roomId, kind }) => {
      const ticket =
        kind === 'open' ? '' : kind === 'once' ? `${'a1'.repeat(10)}aQ` : `${'b2'.repeat(10)}bA`
      return ok({ link: inviteOf(room(roomId)?.name ?? '', 62260, ticket) })
    },
    roomPassword: async () => ok({ password: 'gravel-untie-mascot-pebble-dwelling' }),
    knownHosts: async () => ok(hosts),
    forgetHost: async ({ key }) => {
      hosts = hosts.filter((host) => host.key !== key)
      return ok(undefined)
    },
    exportIdentity: async ({ passphrase }) =>
      passphrase.length < 12
        ? { ok: false, error: errorValue('passphrase_weak') }
        : ok({
            text: `-----BEGIN TINCAN KEY-----\n${'aGVsbG8gd29ybGQ'.repeat(12)}\n-----END-----`,
          }),
    importIdentity: async ({ passphrase }) =>
      passphrase === RIGHT_PASSWORD
        ? ok(undefined)
        : { ok: false, error: errorValue('passphrase_wrong') },
  } satisfies Partial<TincanApi>

  return {
    answers,
    ask,
    giveUp: () => give?.(null),
    noHosts: () => {
      hosts = []
    },
  }
}

function changed(hosting: Hosting, action: ModerationAction, out: Member | undefined): Hosting {
  switch (action.type) {
    case 'lock':
      return { ...hosting, locked: action.locked }
    case 'approve':
      return { ...hosting, approving: action.approving }
    case 'past':
      return { ...hosting, past: action.past }
    case 'password':
      return { ...hosting, password: action.password !== null }
    case 'decide':
      return { ...hosting, waiting: hosting.waiting.filter((one) => one.key !== action.key) }
    case 'ban':
      return {
        ...hosting,
        banned: [...hosting.banned, { key: action.key, name: out?.name ?? 'Somebody' }],
      }
    case 'unban':
      return { ...hosting, banned: hosting.banned.filter((one) => one.key !== action.key) }
    default:
      return hosting
  }
}
