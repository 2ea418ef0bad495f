/**
 * The access list of a room as versions of the tables before 4 had it: one JSON text with its log.
 * What is read here becomes the rows of today, once; host/access-record.ts reads those.
 */
import { z } from 'zod'
import { fingerprintSchema } from '../../../shared/domain/fingerprint-schema.ts'
import { pastSchema, perAddressSchema } from '../../../shared/domain/moderation.ts'

const textSchema = z.object({
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
      z.object({ once: z.boolean(), expires: z.number().nullable(), skipsApproval: z.boolean() }),
    ]),
  ),
  password: z.object({ setup: z.string(), record: z.string() }).nullable(),
  standing: z.string().nullable(),
})

/**
 * The names and values of the rows that stand for a text. One that cannot be read is a row that
 * no access list has, with the text in it: the room stays closed.
 */
export function rowsOfText(text: string): [name: string, value: string][] {
  let list: z.infer<typeof textSchema>
  try {
    list = textSchema.parse(JSON.parse(text))
  } catch {
    return [['unreadable', JSON.stringify(text)]]
  }
  const { admitted, floors, banned, tickets, password, standing, ...policy } = list
  const values = new Map<string, unknown>()
  if (password !== null) values.set('password', password)
  if (standing !== null) values.set('standing', standing)
  for (const key of admitted) values.set(`admitted ${key}`, true)
  for (const [key, floor] of floors) values.set(`floor ${key}`, floor)
  for (const [at, [key, name]] of [...new Map(banned)].entries())
    values.set(`banned ${key}`, { name, place: at + 1 })
  for (const [secret, ticket] of tickets) values.set(`ticket ${secret}`, ticket)
  values.set('policy', { ...policy, rows: values.size + 1 })
  return [...values].map(([name, value]) => [name, JSON.stringify(value)])
}
