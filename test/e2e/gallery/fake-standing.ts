/** The fake's part for kinds: the row that an event makes, and what stands on the row of another. */
import type { Change } from '../../../shared/contract/snapshot.ts'
import type { Body } from '../../../shared/events/body.ts'
import type { Entry, MessageEntry } from '../../../shared/events/conversation.ts'
import type { Said, Standing } from '../../../shared/events/kind.ts'
import { fold, readAs, standingKey } from '../../../shared/events/kinds.ts'
import { keyOf } from './fake-keys.ts'

type Stands = Standing<Body> & { readonly kind: string }
type Frame = Omit<MessageEntry, 'kind' | 'text' | 'shown' | 'folded'>

export function createFakeStanding() {
  const held = new Map<string, readonly Stands[]>()
  return {
    /** Null for what makes none. */
    rowOf: ({ kind, on, body }: Said, frame: Frame): Entry | null => {
      if (on !== null) return null
      const { at, time, author, seq } = frame
      const text = kind === 'message' ? readAs(kind, body)?.text : undefined
      if (text !== undefined) return { ...frame, kind: 'message', text, shown: {}, folded: seq }
      return { kind: 'notice', at, time, notice: { type: 'unknown', name: author.name } }
    },

    /** What it changes of the row that it stands on. */
    take: (
      roomId: string,
      seq: number,
      author: Stands['author'],
      { kind, on, body }: Said,
    ): readonly Change[] => {
      const key = standingKey(kind, body)
      if (on === null || key === null) return []
      const place = `${roomId} ${on}`
      const others = (held.get(place) ?? []).filter(
        (one) =>
          one.kind !== kind ||
          one.author.id !== author.id ||
          standingKey(one.kind, one.body) !== key,
      )
      const all = [...others, { kind, seq, author, body }]
      held.set(place, all)
      const row = { seq: on, shown: fold(all, keyOf('me')), folded: seq }
      return [{ type: 'shown', roomId, row }]
    },
  }
}
