/**
 * A main process made of values, for looking at the window without one: it answers every verb
 * from memory, echoes what is said after a moment, and lets the gallery push whatever it likes.
 * Typed against the contract, so that it cannot drift from it.
 */

import type { Envelope, TincanApi } from '../../../shared/contract/ipc.ts'
import type {
  Change,
  Push,
  RoomInfo,
  RoomSnapshot,
  Snapshot,
  Starting,
} from '../../../shared/contract/snapshot.ts'
import { type ErrorCode, type ErrorDetails, errorValue } from '../../../shared/domain/errors.ts'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { Entry, PendingMessage } from '../../../shared/events/conversation.ts'
import type { Said } from '../../../shared/events/kind.ts'
import { addresses, entered, hosted, stretchOf, wordsOf } from './fake-data.ts'
import { createFakeHistory } from './fake-history.ts'
import { keyOf } from './fake-keys.ts'
import { createFakeSecure } from './fake-secure.ts'
import { createFakeStanding, textOf } from './fake-standing.ts'
import { kept } from './fake-state.ts'

export interface Fake {
  readonly api: TincanApi
  /** Pushes changes as the next revision; `skip` leaves revisions out, as a lost push would. */
  readonly push: (changes: readonly Change[], skip?: number) => void
  /** Somebody else says something in a room. */
  readonly hear: (roomId: string, author: string, texts: readonly string[]) => void
  /** The same of any kind; what stands on a message shows on it. */
  readonly post: (roomId: string, author: string, said: Said) => void
  /** What the window called, in order. */
  readonly calls: { readonly verb: string; readonly request: unknown }[]
  /** Answers to come, by verb; without one the verb succeeds. */
  readonly failures: Partial<Record<keyof TincanApi, readonly [ErrorCode, ErrorDetails]>>
  /** Own words stay pending while set; joins stay at this stage. */
  held: boolean
  /** What joins and rejoins ask, one after the other. */
  questions: readonly JoinQuestion[]
  readonly noHosts: () => void
  starting: Starting
  readonly keyOf: typeof keyOf
}

const live = { phase: 'live' } as const
const ok = <T>(value: T): Envelope<T> => ({ ok: true, value })

function infoOf(room: RoomSnapshot): RoomInfo {
  const { members: _, stretch: __, pending: ___, draft: ____, ...info } = room
  return info
}

export function createFake(
  start: Snapshot,
  history: readonly Entry[] = [],
  starting: Starting = { step: 1, phase: 'ready' },
): Fake {
  const changed = Promise.withResolvers<void>()
  let state = start
  const listeners = new Set<(push: Push) => void>()
  const calls: Fake['calls'] = []
  let cancel: (() => void) | undefined

  const room = (roomId: string) => state.rooms.find((one) => one.id === roomId)
  const push: Fake['push'] = (changes, skip = 0) => {
    for (const one of changes) state = kept(state, one)
    state = { ...state, revision: state.revision + 1 + skip }
    const { revision } = state
    queueMicrotask(() => {
      for (const listener of listeners) listener({ revision, changes })
    })
  }
  const say = (roomId: string, message: PendingMessage, author: string, mine: boolean) => {
    const at = (room(roomId)?.last ?? 0) + 1
    const by = { id: keyOf(mine ? 'me' : author), name: author }
    const { cid, time } = message
    const changes = standing.take(roomId, at, by, message)
    const row = standing.rowOf(message, {
      at,
      seq: at,
      cid,
      author: by,
      mine,
      withdrawn: false,
      time,
    })
    const stretch = { from: at, to: at, entries: row === null ? [] : [row] }
    push([
      ...(mine ? [{ type: 'unpending', roomId, cid } as const] : []),
      { type: 'entries', roomId, stretch },
      ...changes,
    ])
  }
  const enter = (info: RoomInfo) => {
    push([
      { type: 'room', room: info },
      { type: 'members', roomId: info.id, members: [info.self] },
      { type: 'entries', roomId: info.id, stretch: stretchOf([entered(info)]) },
    ])
    return ok({ roomId: info.id })
  }
  const end = (roomId: string) => {
    const info = room(roomId)
    if (info === undefined) return
    const connection = { phase: 'ended', how: 'left', error: null } as const
    push([{ type: 'room', room: { ...infoOf(info), connection } }])
  }

  const secure = createFakeSecure({ room, push })
  const standing = createFakeStanding()
  const asked = async (attemptId: string) => {
    for (const question of fake.questions) {
      if (!(await secure.ask(attemptId, question))) return false
    }
    return true
  }

  const answers: { [V in keyof TincanApi]: TincanApi[V] } = {
    ...secure.answers,
    ...createFakeHistory({ rooms: () => state.rooms, history }),
    snapshot: async () => {
      while (fake.starting.phase !== 'ready') await changed.promise
      return ok(state)
    },
    hostOptions: async () =>
      ok({
        addresses,
        choice: { ip: '0.0.0.0', port: 62260, room: 'Field lab', name: state.name },
      }),
    host: async (form) => {
      const info = hosted('hosted', form.room, form.name, Number(form.port))
      const { password, approving, past } = form
      const hosting = info.hosting && {
        ...info.hosting,
        password: password !== null,
        approving,
        past,
      }
      return enter({ ...info, hosting })
    },
    join: async ({ attemptId, address, name }) => {
      const stages = ['resolving', 'dialing', 'greeting', 'entering'] as const
      for (const stage of stages.slice(0, fake.held ? 2 : 4)) {
        push([{ type: 'attempt', attemptId, stage, question: null }])
        await Promise.resolve()
      }
      if (fake.held) {
        await new Promise<void>((resolve) => {
          cancel = resolve
        })
        return { ok: false, error: errorValue('cancelled') }
      }
      if (!(await asked(attemptId))) return { ok: false, error: errorValue('cancelled') }
      return enter({ ...hosted('joined', 'Lab', name, 62260), hosting: null, own: false, address })
    },
    cancelJoin: async () => {
      secure.giveUp()
      return ok(cancel?.())
    },
    rejoin: async ({ roomId }) => {
      const held = room(roomId)
      if (held === undefined) return ok(undefined)
      const info = infoOf(held)
      void asked(roomId).then((good) => {
        if (good) push([{ type: 'room', room: { ...info, connection: live } }])
        else push([{ type: 'room', room: info }])
      })
      return ok(undefined)
    },
    say: async ({ roomId, cid, text }) => {
      const message = { cid, ...wordsOf(text), time: unixMs(Date.now()), error: null }
      push([{ type: 'pending', roomId, message }])
      if (!fake.held) say(roomId, message, room(roomId)?.self.name ?? '', true)
      return ok(undefined)
    },
    post: async ({ roomId, cid, said }) => {
      const message = { cid, ...said, time: unixMs(Date.now()), error: null }
      push([{ type: 'pending', roomId, message }])
      if (!fake.held) say(roomId, message, room(roomId)?.self.name ?? '', true)
      return ok(undefined)
    },
    resend: async ({ roomId, cid }) => {
      const message = room(roomId)?.pending.find((one) => one.cid === cid)
      if (message !== undefined) say(roomId, message, room(roomId)?.self.name ?? '', true)
      return ok(undefined)
    },
    unqueue: async ({ roomId, cid }) => {
      const message = room(roomId)?.pending.find((one) => one.cid === cid)
      push([{ type: 'unpending', roomId, cid }])
      return ok({ text: message === undefined ? '' : textOf(message) })
    },
    leave: async ({ roomId }) => ok(end(roomId)),
    reconnectNow: async ({ roomId }) => {
      const info = room(roomId)
      if (info?.connection.phase !== 'interrupted') return ok(undefined)
      const connection = { ...info.connection, retryIn: null }
      return ok(push([{ type: 'room', room: { ...infoOf(info), connection } }]))
    },
    draft: async ({ roomId, text }) => {
      const rooms = state.rooms.map((one) => (one.id === roomId ? { ...one, draft: text } : one))
      state = { ...state, rooms }
      return ok(undefined)
    },
    deleteRoom: async ({ roomId }) => ok(push([{ type: 'removed', roomId }])),
    forgetRecent: async ({ address }) => {
      const recents = state.recents.filter((one) => one.address !== address)
      return ok(push([{ type: 'settings', recents, name: state.name }]))
    },
    dismissWarning: async ({ code }) => {
      const warnings = state.warnings.filter((one) => one.code !== code)
      return ok(push([{ type: 'warnings', warnings }]))
    },
    copy: async () => ok(undefined),
    read: async () => ok(undefined),
    standing: async () => ok({}),
    openLink: async () => ok(undefined),
    tellFault: async () => ok(undefined),
    starting: async ({ seen }) => {
      while (fake.starting.step <= seen) await changed.promise
      return ok(fake.starting)
    },
    recover: async () => ok(undefined),
    quit: async () => ok(undefined),
    onPush: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  const fake: Fake = {
    api: new Proxy(answers, {
      get: (target, verb: keyof TincanApi) => {
        if (verb === 'onPush') return target.onPush
        return async (request: never) => {
          calls.push({ verb, request })
          const failure = fake.failures[verb]
          if (failure !== undefined) return { ok: false, error: errorValue(...failure) }
          return await target[verb](request)
        }
      },
    }),
    push,
    hear: (roomId, author, texts) => {
      for (const text of texts) fake.post(roomId, author, wordsOf(text))
    },
    post: (roomId, author, said) => {
      const message = { cid: crypto.randomUUID(), ...said, time: unixMs(Date.now()), error: null }
      say(roomId, message, author, false)
    },
    calls,
    failures: {},
    held: false,
    questions: [],
    starting,
    noHosts: secure.noHosts,
    keyOf,
  }
  return fake
}
