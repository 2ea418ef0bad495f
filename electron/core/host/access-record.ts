/**
 * A room's access list, for when it is opened again, as the rows that the store keeps: one for its
 * policy, its password and its standing link, and one for each key and each ticket. Invariants: a
 * list has a policy, which says how many rows there are, so that one that was lost is seen.
 * Whoever can read them can guess at the password offline, and come in by the tickets: they stand
 * in a file that only its owner reads.
 */

import { z } from 'zod'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { fingerprintSchema } from '../../../shared/domain/fingerprint-schema.ts'
import { pastSchema, perAddressSchema } from '../../../shared/domain/moderation.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import type { AccessChange } from '../store/store.ts'
import type { AccessList } from './rules/state.ts'

/** Each row's value, by its name. */
export type AccessRows = ReadonlyMap<string, string>

/** Fields of later versions have defaults here: what is kept without them is still a list. */
const policySchema = z.object({
  approving: z.boolean(),
  locked: z.boolean(),
  past: pastSchema,
  perAddress: perAddressSchema.default(null),
  /** How many rows the list has, with this one. */
  rows: z.int(),
})
const passwordSchema = z.object({ setup: z.string(), record: z.string() })
/** The secret in the room's standing link. */
const standingSchema = z.string()
const admittedSchema = z.literal(true)
const floorSchema = z.int().min(1)
/** Bans stand in the order of `place`; rows have none of their own. */
const bannedSchema = z.object({ name: z.string(), place: z.int().min(1) })
const ticketSchema = z.object({
  once: z.boolean(),
  expires: z.number().transform(unixMs).nullable(),
  skipsApproval: z.boolean(),
})

type Written<Schema extends z.ZodType> = z.input<Schema>

/**
 * @throws {Error} when the rows are no whole access list: nobody may come in by a rule that was
 *   misread, or because one was lost
 */
export function readAccess(rows: AccessRows): AccessList {
  const { rows: count, ...policy } = policySchema.parse(jsonOf(rows.get('policy')))
  if (count !== rows.size) throw new Error(`the access list has ${rows.size} rows of ${count}`)
  let password: AccessList['password'] = null
  let standing: AccessList['standing'] = null
  const admitted = new Set<Fingerprint>()
  const floors = new Map<Fingerprint, number>()
  const bans: [Fingerprint, Written<typeof bannedSchema>][] = []
  const tickets = new Map<string, z.output<typeof ticketSchema>>()
  for (const [name, text] of rows) {
    const [kind, of] = partsOf(name)
    const value = jsonOf(text)
    switch (kind) {
      case 'policy':
        break
      case 'password':
        password = passwordSchema.parse(value)
        break
      case 'standing':
        standing = standingSchema.parse(value)
        break
      case 'admitted ':
        admittedSchema.parse(value)
        admitted.add(fingerprintSchema.parse(of))
        break
      case 'floor ':
        floors.set(fingerprintSchema.parse(of), floorSchema.parse(value))
        break
      case 'banned ':
        bans.push([fingerprintSchema.parse(of), bannedSchema.parse(value)])
        break
      case 'ticket ':
        tickets.set(of, ticketSchema.parse(value))
        break
      default:
        throw new Error('the access list has a row that is not known')
    }
  }
  bans.sort(([, one], [, other]) => one.place - other.place)
  const banned = new Map(bans.map(([key, { name }]) => [key, name]))
  return { policy, password, standing, admitted, floors, banned, tickets }
}

/**
 * As rows that {@link readAccess} reads.
 * @param before the rows of an earlier list, whose places the bans keep: so little changes
 */
export function writeAccess(access: AccessList, before: AccessRows = new Map()): AccessRows {
  const { policy, password, standing, admitted, floors, banned, tickets } = access
  const rows = new Map<string, string>()
  const put = <Value>(name: string, value: Value) => rows.set(name, JSON.stringify(value))
  if (password !== null) {
    const { setup, record } = password
    put<Written<typeof passwordSchema>>('password', { setup, record })
  }
  if (standing !== null) put<Written<typeof standingSchema>>('standing', standing)
  for (const key of admitted) put<Written<typeof admittedSchema>>(`admitted ${key}`, true)
  for (const [key, floor] of floors) put<Written<typeof floorSchema>>(`floor ${key}`, floor)
  let last = 0
  for (const [key, name] of banned) {
    const row = before.get(`banned ${key}`)
    const place = row === undefined ? 0 : bannedSchema.parse(JSON.parse(row)).place
    last = place > last ? place : last + 1
    put<Written<typeof bannedSchema>>(`banned ${key}`, { name, place: last })
  }
  for (const [secret, { once, expires, skipsApproval }] of tickets) {
    const ticket = { once, expires, skipsApproval }
    put<Written<typeof ticketSchema>>(`ticket ${secret}`, ticket)
  }
  const { approving, locked, past, perAddress } = policy
  const count = rows.size + 1
  const written = { approving, locked, past, perAddress, rows: count }
  put<Written<typeof policySchema>>('policy', written)
  return rows
}

/** What makes one of the other: what is not in `now` any more goes, what stays is left out. */
export function changedRows(before: AccessRows, now: AccessRows): AccessChange[] {
  const gone = [...before.keys()].filter((name) => !now.has(name))
  const changed = [...now].filter(([name, value]) => before.get(name) !== value)
  return [
    ...gone.map((name) => ({ name, value: null })),
    ...changed.map(([name, value]) => ({ name, value })),
  ]
}

/** `KIND ` and what it is of, or a name that stands for itself. */
function partsOf(name: string): [kind: string, of: string] {
  const end = name.indexOf(' ') + 1
  return end === 0 ? [name, ''] : [name.slice(0, end), name.slice(end)]
}

function jsonOf(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}
