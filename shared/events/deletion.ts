/**
 * The kind `deletion`: withdraws a message, for its author or for the host. The body of the message
 * goes from every log that hears of it; that there was one, by whom and when, stays.
 */
import { z } from 'zod'
import type { UnixMs } from '../domain/time.ts'
import { bodySize } from './body.ts'
import type { StandingKind } from './kind.ts'

/** Nothing that is known yet. */
export type DeletionBody = object

/** What a row shows of it. */
export interface Deletion {
  readonly name: string
  readonly mine: boolean
  /** Host time. */
  readonly time: UnixMs
}

/** Most that a deletion may cost (see body.ts), unknown fields included. */
const DELETION_BYTES = 1_024

export const deletion = {
  stands: 'on',
  targets: ['message'],
  schema: z.looseObject({}),
  fit: (body) => (bodySize(body) ?? DELETION_BYTES + 1) <= DELETION_BYTES,
  unread: false,
  notifies: 'nobody',
  preview: false,
  withdrawable: false,
  withdraws: true,
  key: () => '',
  counts: () => true,
  mostOwnKeys: 1,
  judge: (_, { author, target, host }) =>
    author === target.author || author === host ? undefined : 'not_allowed',
  fold(standing, ownKey): Deletion | null {
    const [first] = standing
    if (first === undefined) return null
    const { author, time } = first
    return { name: author.name, mine: author.id === ownKey, time }
  },
  searched: () => null,
  line: () => null,
} satisfies StandingKind<DeletionBody, Deletion | null>
