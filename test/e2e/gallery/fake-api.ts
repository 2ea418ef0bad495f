/**
 * A main process made of values, for looking at the window without one: it answers every verb
 * from memory, echoes what is said after a moment, and lets the gallery push whatever it likes.
 * Typed against the contract, so that it cannot drift from it.
 */
import { type ErrorCode, type ErrorDetails, errorValue } from '../../../shared/errors.ts'
import type { Envelope, TincanApi } from '../../../shared/ipc.ts'
import type {
  Change,
  Entry,
  PendingMessage,
  Push,
  RoomInfo,
  RoomSnapshot,
  Snapshot,
} from '../../../shared/snapshot.ts'
import { addresses, entered, hosted } from './fake-data.ts'

export interface Fake {
  readonly api: TincanApi
  /** Pushes changes as the next revision; `skip` leaves revisions out, as a lost push would. */
  readonly push: (changes: readonly Change[], skip?: number) => void
  /** Somebody else says something in a room. */
  readonly hear: (roomId: string, author: string, texts: readonly string[]) => void
  /** What the window called, in order. */
  readonly calls: { readonly verb: string; readonly request: unknown }[]
  /** Answers to come, by verb; without one the verb succeeds. */
  readonly failures: Partial<Record<keyof TincanApi, readonly [ErrorCode, ErrorDetails]>>
  /** Own words stay pending while set; joins stay at this stage. */
  held: boolean
}

const ok = <T>(value: T): Envelope<T> => ({ ok: true, value })

export function createFake(start: Snapshot, history: readonly Entry[] = []): Fake {
  let state = start
  const listeners = new Set<(push: Push) => void>()
  const calls: Fake['calls'] = []
  let cancel: (() => void) | undefined

  const room = (roomId: string) => state.rooms.find((one) => one.id === roomId)
  const change = (next: RoomSnapshot) => {
    state = { ...state, rooms: [...state.rooms.filter((one) => one.id !== next.id), next] }
  }
  const push: Fake['push'] = (changes, skip = 0) => {
    for (const one of changes) keep(one)
    state = { ...state, revision: state.revision + 1 + skip }
    const { revision } = state
    queueMicrotask(() => {
      for (const listener of listeners) listener({ revision, changes })
    })
  }
  const keep = (one: Change) => {
    if (one.type === 'room') {
      change({ members: [], entries: [], pending: [], ...room(one.room.id), ...one.room })
    } else if (one.type === 'entries') {
      const held = room(one.roomId)
      if (held === undefined) return
      const entries = [...held.entries, ...one.entries]
      change({ ...held, entries: entries.slice(-100), total: held.total + one.entries.length })
    } else if (one.type === 'members') {
      const held = room(one.roomId)
      if (held !== undefined) change({ ...held, members: one.members })
    } else if (one.type === 'pending') {
      const held = room(one.roomId)
      if (held !== undefined) change({ ...held, pending: [...held.pending, one.message] })
    } else if (one.type === 'unpending') {
      const held = room(one.roomId)
      const pending = held?.pending.filter((message) => message.cid !== one.cid) ?? []
      if (held !== undefined) change({ ...held, pending })
    } else if (one.type === 'removed') {
      state = { ...state, rooms: state.rooms.filter((held) => held.id !== one.roomId) }
    } else if (one.type === 'settings') {
      state = { ...state, recents: one.recents, name: one.name }
    } else if (one.type === 'notices') {
      state = { ...state, notices: one.notices }
    }
  }
  const say = (roomId: string, message: PendingMessage, author: string, mine: boolean) => {
    const at = room(roomId)?.total ?? 0
    const entry: Entry = {
      kind: 'message',
      at,
      seq: at + 1,
      cid: message.cid,
      author: { id: author, name: author },
      mine,
      text: message.text,
      time: message.time,
    }
    const entries: Change = { type: 'entries', roomId, entries: [entry] }
    push(mine ? [{ type: 'unpending', roomId, cid: message.cid }, entries] : [entries])
  }
  const enter = (info: RoomInfo) => {
    push([
      { type: 'room', room: info },
      { type: 'members', roomId: info.id, members: [info.self] },
      { type: 'entries', roomId: info.id, entries: [entered(info)] },
    ])
    return ok({ roomId: info.id })
  }
  const end = (roomId: string) => {
    const info = room(roomId)
    if (info === undefined) return
    const connection = { phase: 'ended', how: 'left', error: null } as const
    const { members: _, entries: __, pending: ___, ...rest } = info
    push([{ type: 'room', room: { ...rest, connection } }])
  }

  const answers: { [V in keyof TincanApi]: TincanApi[V] } = {
    snapshot: async () => ok(state),
    hostOptions: async () =>
      ok({
        addresses,
        choice: { ip: '0.0.0.0', port: 62260, room: 'Field lab', name: state.name },
      }),
    host: async (form) => enter(hosted('hosted', form.room, form.name, Number(form.port))),
    join: async ({ attemptId, address, name }) => {
      const stages = ['resolving', 'dialing', 'greeting', 'entering'] as const
      for (const stage of stages.slice(0, fake.held ? 2 : 4)) {
        push([{ type: 'attempt', attemptId, stage }])
        await Promise.resolve()
      }
      if (fake.held) {
        await new Promise<void>((resolve) => {
          cancel = resolve
        })
        return { ok: false, error: errorValue('cancelled') }
      }
      return enter({ ...hosted('joined', 'Lab', name, 0), hosting: null, address })
    },
    cancelJoin: async () => ok(cancel?.()),
    rejoin: async ({ roomId }) => {
      const held = room(roomId)
      if (held === undefined) return ok(undefined)
      const { members: _, entries: __, pending: ___, ...info } = held
      push([{ type: 'room', room: { ...info, connection: { phase: 'live' } } }])
      return ok(undefined)
    },
    say: async ({ roomId, cid, text }) => {
      const message = { cid, text, time: Date.now(), error: null }
      push([{ type: 'pending', roomId, message }])
      if (!fake.held) say(roomId, message, room(roomId)?.self.name ?? '', true)
      return ok(undefined)
    },
    retry: async ({ roomId, cid }) => {
      const message = room(roomId)?.pending.find((one) => one.cid === cid)
      if (message !== undefined) say(roomId, message, room(roomId)?.self.name ?? '', true)
      return ok(undefined)
    },
    withdraw: async ({ roomId, cid }) => {
      const text = room(roomId)?.pending.find((one) => one.cid === cid)?.text ?? ''
      push([{ type: 'unpending', roomId, cid }])
      return ok({ text })
    },
    leave: async ({ roomId }) => ok(end(roomId)),
    dismiss: async ({ roomId }) => ok(push([{ type: 'removed', roomId }])),
    history: async ({ before, limit }) =>
      ok(history.filter((one) => one.at < before).slice(-limit)),
    forgetRecent: async ({ address }) => {
      const recents = state.recents.filter((one) => one.address !== address)
      return ok(push([{ type: 'settings', recents, name: state.name }]))
    },
    dismissNotice: async ({ code }) => {
      const notices = state.notices.filter((one) => one.code !== code)
      return ok(push([{ type: 'notices', notices }]))
    },
    copy: async () => ok(undefined),
    openLink: async () => ok(undefined),
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
      for (const text of texts) {
        const message = { cid: crypto.randomUUID(), text, time: Date.now(), error: null }
        say(roomId, message, author, false)
      }
    },
    calls,
    failures: {},
    held: false,
  }
  return fake
}
