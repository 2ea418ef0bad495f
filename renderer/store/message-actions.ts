/** What a person does with words: write, say, send again, take back, scroll to older ones. */
import type { Envelope } from '../../shared/ipc.ts'
import { HISTORY_PAGE } from '../../shared/limits.ts'
import { textFault } from '../../shared/text.ts'
import { restored, writeDraft } from './drafts.ts'
import { answered, olderArrived } from './reduce.ts'
import { type Surroundings, settle, type TincanStore } from './store.ts'
import { roomOf } from './view.ts'

/** The only words that are commands; anything else that begins with a slash is just text. */
const LEAVE_COMMANDS: readonly string[] = ['/quit', '/leave']

interface Others {
  readonly attempt: <T>(answer: Promise<Envelope<T>>) => Promise<T | undefined>
  readonly leave: (roomId: string) => void
}

export function createMessageActions(
  store: TincanStore,
  { api, storage }: Surroundings,
  { attempt, leave }: Others,
) {
  const get = () => store.getState()
  const asking = new Set<string>()

  const write = (roomId: string, text: string) => {
    const { [roomId]: _, ...sayErrors } = get().sayErrors
    store.setState({ drafts: { ...get().drafts, [roomId]: text }, sayErrors })
    writeDraft(storage, roomId, text)
  }
  const giveBack = (roomId: string, text: string) =>
    write(roomId, restored(get().drafts[roomId] ?? '', text))

  return {
    /** Keeps what is in the composer. */
    write,

    /** Says the draft. Words that are not taken come back to the composer, with the reason. */
    say: async (roomId: string) => {
      // Half a surrogate pair cannot be written in UTF-8; it becomes U+FFFD, visibly.
      const text = (get().drafts[roomId] ?? '').toWellFormed()
      if (LEAVE_COMMANDS.includes(text.trim())) {
        write(roomId, '')
        leave(roomId)
        return
      }
      if (textFault(text) !== undefined) return
      if (roomOf(get().view, roomId)?.info.connection.phase !== 'live') return
      write(roomId, '')
      store.setState({ view: answered(get().view, roomId), said: get().said + 1 })
      const answer = await settle(api.say({ roomId, cid: crypto.randomUUID(), text }))
      if (answer.ok) return
      giveBack(roomId, text)
      store.setState({ sayErrors: { ...get().sayErrors, [roomId]: answer.error.message } })
    },

    retry: async (roomId: string, cid: string) => {
      await attempt(api.retry({ roomId, cid }))
    },

    withdraw: async (roomId: string, cid: string) => {
      const taken = await attempt(api.withdraw({ roomId, cid }))
      if (taken !== undefined) giveBack(roomId, taken.text)
    },

    /** Fetches the page before the oldest entry held; one at a time a room. */
    loadOlder: async (roomId: string) => {
      const before = roomOf(get().view, roomId)?.timeline.from ?? 0
      if (before === 0 || asking.has(roomId)) return
      asking.add(roomId)
      const entries = await attempt(api.history({ roomId, before, limit: HISTORY_PAGE }))
      asking.delete(roomId)
      if (entries !== undefined) store.setState({ view: olderArrived(get().view, roomId, entries) })
    },
  }
}
