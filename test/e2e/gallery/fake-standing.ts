/**
 * The fake's part for kinds: the row that an event makes, and what stands on the row of another.
 * Nothing is parsed: that would make code at run time, which the page does not allow.
 */

import type { Change } from '../../../shared/contract/snapshot.ts'
import { UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import type { Entry, MessageEntry } from '../../../shared/events/conversation.ts'
import type { Said, Standing } from '../../../shared/events/kind.ts'
import { type ReactionBody, reaction } from '../../../shared/events/reaction.ts'
import { keyOf } from './fake-keys.ts'

type Given = Standing<ReactionBody>
type Frame = Omit<MessageEntry, 'kind' | 'text' | 'shown' | 'folded'>

/** The text of a message; empty for what is none. */
export const textOf = ({ kind, body }: Pick<Said, 'kind' | 'body'>): string =>
  kind === 'message' ? String(body.text) : ''

export function createFakeStanding() {
  const held = new Map<string, readonly Given[]>()
  return {
    /** Null for what makes none. */
    rowOf: (said: Said, frame: Frame): Entry | null => {
      if (said.on !== null) return null
      const { at, time, author, seq } = frame
      if (said.kind === 'message') {
        return { ...frame, kind: 'message', text: textOf(said), shown: {}, folded: seq }
      }
      return { kind: 'notice', at, time, notice: { type: 'unknown', name: author.name } }
    },

    /** What it changes of the row that it stands on. */
    take: (roomId: string, seq: number, author: Given['author'], said: Said): readonly Change[] => {
      if (said.kind !== 'reaction' || said.on === null) return []
      const body = said.body as unknown as ReactionBody
      const place = `${roomId} ${said.on}`
      const others = (held.get(place) ?? []).filter(
        (one) => one.author.id !== author.id || reaction.key(one.body) !== reaction.key(body),
      )
      const all = [...others, { seq, author, time: UNKNOWN_TIME, body }]
      held.set(place, all)
      const shown = { reaction: reaction.fold(all, keyOf('me'), false) }
      return [
        { type: 'shown', roomId, row: { seq: said.on, withdrawn: false, shown, folded: seq } },
      ]
    },
  }
}
