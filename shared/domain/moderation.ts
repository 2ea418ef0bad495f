/** What a host decides about who may come in, who is in, and what they see. */
import { z } from 'zod'
import type { Fingerprint } from './fingerprint.ts'
import { fingerprintSchema } from './fingerprint-schema.ts'
import { PASSWORD_CHARS, ROOM_MEMBERS } from './limits.ts'

/** What newcomers see of the past: all of it, the last so many messages, none. */
export const pastSchema = z.union([z.enum(['all', 'none']), z.int().min(1).max(1_000_000)])
export type Past = z.infer<typeof pastSchema>

/** How many places one network address may have in a crowded room; null for the usual part. */
export const perAddressSchema = z
  .union([z.literal('all'), z.int().min(1).max(ROOM_MEMBERS)])
  .nullable()
export type PerAddress = z.infer<typeof perAddressSchema>

/** Judged by `passwordFault`, whose words a person can read. */
export const passwordSchema = z.string().max(4 * PASSWORD_CHARS)

/** What only a host can do. Newcomers and bans go by key, members by their key as well. */
export const moderationActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('lock'), locked: z.boolean() }),
  z.strictObject({ type: z.literal('approve'), approving: z.boolean() }),
  z.strictObject({ type: z.literal('decide'), key: fingerprintSchema, admit: z.boolean() }),
  z.strictObject({ type: z.literal('remove'), key: fingerprintSchema }),
  z.strictObject({ type: z.literal('ban'), key: fingerprintSchema }),
  z.strictObject({ type: z.literal('unban'), key: fingerprintSchema }),
  /** Null: the room has no password any more. */
  z.strictObject({ type: z.literal('password'), password: passwordSchema.nullable() }),
  /** For those who come in for the first time from now on. */
  z.strictObject({ type: z.literal('past'), past: pastSchema }),
  z.strictObject({ type: z.literal('perAddress'), places: perAddressSchema }),
])
export type ModerationAction = z.infer<typeof moderationActionSchema>

/** Somebody who waits for the host's word, or is kept out. */
export interface Newcomer {
  readonly key: Fingerprint
  readonly name: string
}

/** Who may come in, as the host's person sees it: the rules, who waits, and who is kept out. */
export interface AccessView {
  readonly password: boolean
  /** Nobody new comes in. */
  readonly locked: boolean
  /** The host is asked about each newcomer. */
  readonly approving: boolean
  readonly past: Past
  readonly perAddress: PerAddress
  readonly waiting: readonly Newcomer[]
  readonly banned: readonly Newcomer[]
}
