/** What a person does with words: write, say, send again, take back. */
import { readTyped, unknownDetails } from '../../../shared/contract/slash.ts'
import type { ConnectionState } from '../../../shared/domain/session.ts'
import { textFault } from '../../../shared/domain/text.ts'
import { type Ask, type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { roomOf } from '../../store/view.ts'
import { answered, backToLatest } from '../../store/view-changes.ts'
import { type DraftKeeper, restored } from './drafts.ts'
import { partsOf } from './text-parts.ts'

/** In the room, or on the way back into it: what is said is taken, and sent as soon as it can be. */
export function canSay(phase: ConnectionState['phase']): boolean {
  return phase === 'live' || phase === 'catching_up' || phase === 'interrupted'
}

interface Others {
  readonly drafts: DraftKeeper
  readonly ask: Ask
  readonly leave: (roomId: string) => void
}

export function createMessageActions(
  store: TincanStore,
  { api }: Surroundings,
  { ask, leave, drafts }: Others,
) {
  const get = () => store.getState()

  const write = (roomId: string, text: string) => {
    const { [roomId]: _, ...sayErrors } = get().sayErrors
    store.setState({ drafts: { ...get().drafts, [roomId]: text }, sayErrors })
    drafts.keep(roomId, text)
  }
  const refuse = (roomId: string, why: string) =>
    store.setState({ sayErrors: { ...get().sayErrors, [roomId]: why } })
  const giveBack = (roomId: string, text: string) =>
    write(roomId, restored(get().drafts[roomId] ?? '', text))

  const holdPaste = (roomId: string, text: string | null) => {
    const { [roomId]: _, ...pasted } = get().pasted
    store.setState({ pasted: text === null ? pasted : { ...pasted, [roomId]: text } })
  }
  /** The second of two long pastes stands behind the first, as it would in the field. */
  const after = (held: string | undefined, text: string) =>
    held === undefined ? text : `${held}${held.endsWith('\n') ? '' : '\n'}${text}`
  const canSayIn = (roomId: string) => {
    const phase = roomOf(get().view, roomId)?.info.connection.phase
    return phase !== undefined && canSay(phase)
  }

  return {
    /** Keeps what is in the composer. */
    write,

    /** Holds a pasted text beside the composer, after what is held there; null lets go of all. */
    holdPaste: (roomId: string, text: string | null) =>
      holdPaste(roomId, text === null ? null : after(get().pasted[roomId], text)),

    /** Says the held paste in parts, as many as are taken; the rest is held on, with the reason. */
    sayPaste: async (roomId: string) => {
      const parts = partsOf(get().pasted[roomId] ?? '')
      if (!canSayIn(roomId)) return
      holdPaste(roomId, null)
      const view = backToLatest(answered(get().view, roomId), roomId)
      store.setState({ view, said: get().said + 1 })
      for (const [at, text] of parts.entries()) {
        const answer = await settle(api.say({ roomId, cid: crypto.randomUUID(), text }))
        if (answer.ok) continue
        const rest = parts.slice(at).join('')
        const { [roomId]: meanwhile } = get().pasted
        holdPaste(roomId, meanwhile === undefined ? rest : after(rest, meanwhile))
        refuse(roomId, answer.error.message)
        return
      }
    },

    /** Says the draft. Words that are not taken come back to the composer, with the reason. */
    say: async (roomId: string) => {
      // Half a surrogate pair cannot be written in UTF-8; it becomes U+FFFD, visibly.
      const said = (get().drafts[roomId] ?? '').toWellFormed()
      const typed = readTyped(said)
      if (typed.type === 'leave') {
        write(roomId, '')
        leave(roomId)
        return
      }
      if (typed.type === 'unknown') {
        const { errorValue } = await import('../../../shared/domain/errors.ts')
        refuse(roomId, errorValue('command_unknown', unknownDetails(typed)).message)
        return
      }
      const { text } = typed
      if (textFault(text) !== undefined) return
      if (!canSayIn(roomId)) return
      // The main process lets go of the draft when it takes the words, in one: neither a kill
      // nor a reload finds them twice, or nowhere.
      drafts.drop(roomId)
      const { [roomId]: _, ...sayErrors } = get().sayErrors
      store.setState({ drafts: { ...get().drafts, [roomId]: '' }, sayErrors })
      const view = backToLatest(answered(get().view, roomId), roomId)
      store.setState({ view, said: get().said + 1 })
      const answer = await settle(api.say({ roomId, cid: crypto.randomUUID(), text }))
      if (answer.ok) return
      giveBack(roomId, said)
      refuse(roomId, answer.error.message)
    },

    /** Reacts to a message with an emoji, or takes that back (`off`). */
    react: async (roomId: string, on: number, emoji: string, off: boolean) => {
      const said = { kind: 'reaction', on, body: { emoji, ...(off && { off }) } }
      await ask(api.post({ roomId, cid: crypto.randomUUID(), said }))
    },

    /** What stands on a message, with all names; undefined when it cannot be had. */
    standing: (roomId: string, seq: number) => ask(api.standing({ roomId, seq })),

    resend: async (roomId: string, cid: string) => {
      await ask(api.resend({ roomId, cid }))
    },

    unqueue: async (roomId: string, cid: string) => {
      const taken = await ask(api.unqueue({ roomId, cid }))
      // What is no words leaves the draft as it is.
      if (taken !== undefined && taken.text !== '') giveBack(roomId, taken.text)
    },
  }
}
