/**
 * A room's access list, for when it is opened again, as the text that the store keeps.
 * Whoever can read it can guess at the password offline, and come in by the tickets: it stands
 * in a file that only its owner reads.
 */

import { z } from 'zod'
import { fingerprintSchema } from '../../../shared/domain/fingerprint-schema.ts'
import { pastSchema, perAddressSchema } from '../../../shared/domain/moderation.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { AccessList } from './rules/state.ts'

const accessSchema = z.object({
  approving: z.boolean(),
  locked: z.boolean(),
  past: pastSchema,
  perAddress: perAddressSchema.default(null),
  admitted: z.array(fingerprintSchema),
  floors: z.array(z.tuple([fingerprintSchema, z.int().min(1)])),
  banned: z.array(z.tuple([fingerprintSchema, z.string()])),
  tickets: z.array(
    z.tuple([
      z.string(),
      z.object({
        once: z.boolean(),
        expires: z.number().transform(unixMs).nullable(),
        skipsApproval: z.boolean(),
      }),
    ]),
  ),
  password: z.object({ setup: z.string(), record: z.string() }).nullable(),
  /** The secret in the room's standing link. */
  standing: z.string().nullable(),
})

/**
 * @throws {Error} when the text is no access list: nobody may come in by a rule that was misread
 */
export function readAccess(text: string): AccessList {
  const { admitted, floors, banned, tickets, password, standing, ...policy } = accessSchema.parse(
    JSON.parse(text),
  )
  return {
    policy,
    password,
    standing,
    admitted: new Set(admitted),
    floors: new Map(floors),
    banned: new Map(banned),
    tickets: new Map(tickets),
  }
}

/** As JSON of `accessSchema`, which {@link readAccess} reads. */
export function writeAccess(access: AccessList): string {
  const { policy, password, standing, admitted, floors, banned, tickets } = access
  const { approving, locked, past, perAddress } = policy
  const written: z.infer<typeof accessSchema> = {
    password,
    standing,
    approving,
    locked,
    past,
    perAddress,
    admitted: [...admitted],
    floors: [...floors],
    banned: [...banned],
    tickets: [...tickets],
  }
  return JSON.stringify(written)
}
