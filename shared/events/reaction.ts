/**
 * The kind `reaction`: an emoji on a message, once per person and emoji; taken back by the same
 * with `off`. Said twice, it is an event that changes nothing.
 */
import { z } from 'zod'
import { emojiKey, isEmoji } from '../domain/emoji.ts'
import { REACTION_EMOJI, REACTION_NAMES } from '../domain/limits.ts'
import { bodySize } from './body.ts'
import type { Standing, StandingKind } from './kind.ts'

export interface ReactionBody {
  readonly emoji: string
  readonly off?: boolean | undefined
}

/** What a row shows of one emoji. */
export interface Reaction {
  readonly emoji: string
  readonly count: number
  readonly mine: boolean
  /** Those who gave it, the first of them first; up to REACTION_NAMES, unless all were asked for. */
  readonly names: readonly string[]
}

const key = ({ emoji }: ReactionBody): string => emojiKey(emoji)

/** Most that a reaction may cost (see body.ts), unknown fields included. */
const REACTION_BYTES = 1_024

const given = (standing: readonly Standing<ReactionBody>[]) =>
  standing.filter(({ body }) => body.off !== true)

export const reaction = {
  stands: 'on',
  targets: ['message'],
  schema: z.looseObject({
    emoji: z.string().refine(isEmoji),
    off: z.boolean().optional(),
  }),
  // What a later version adds is small: a row may have twenty of these from everybody.
  fit: (body) => (bodySize(body) ?? REACTION_BYTES + 1) <= REACTION_BYTES,
  unread: false,
  notifies: 'nobody',
  preview: false,
  withdrawable: false,
  withdraws: false,
  key,
  counts: ({ off }) => off !== true,
  mostOwnKeys: 2 * REACTION_EMOJI,
  judge(body, { standing }) {
    const there = new Set(given(standing).map((one) => key(one.body)))
    return there.has(key(body)) || there.size < REACTION_EMOJI ? undefined : 'not_allowed'
  },
  fold(standing, ownKey, whole): readonly Reaction[] {
    const byKey = Map.groupBy(given(standing), ({ body }) => key(body))
    // A host that lets more pass has them shown no further.
    return [...byKey.values()].slice(0, REACTION_EMOJI).map((all) => ({
      emoji: all[0]?.body.emoji ?? '',
      count: all[0]?.of ?? all.length,
      mine: all.some(({ author }) => author.id === ownKey),
      names: (whole ? all : all.slice(0, REACTION_NAMES)).map(({ author }) => author.name),
    }))
  },
  searched: () => null,
  line: () => null,
} satisfies StandingKind<ReactionBody, readonly Reaction[]>
