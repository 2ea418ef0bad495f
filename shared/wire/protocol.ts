/**
 * The wire, version 1: every message as a schema. Normative words and examples: docs/PROTOCOL.md.
 * Known fields are strict, unknown fields and unknown types are ignored.
 */
import { z } from 'zod'
import { fingerprintSchema } from '../domain/fingerprint-schema.ts'
import { isId, isKind } from '../domain/ids.ts'
import {
  CAPABILITIES,
  ID_CHARS,
  KINDS,
  NAMED_MEMBERS,
  PAGE_EVENTS,
  REASON_CHARS,
  RETRY_AFTER_SECONDS,
  ROOM_EVENTS,
  ROSTER_PAGE,
} from '../domain/limits.ts'
import { isTime } from '../domain/moments.ts'
import { nameFaults, showableName } from '../domain/text.ts'
import type { UnixMs } from '../domain/time.ts'
import { type Body, isBody } from '../events/body.ts'

/** The newest version this program speaks, and the oldest it still understands. */
export const PROTOCOL_VERSION = 1
export const OLDEST_VERSION = 1

/** Optional features of this program; a feature is used when both sides list it. */
export const CAPABILITY_NAMES: readonly string[] = []

const id = z.string().refine(isId)
const name = z.string().refine(showableName)
const code = id
const reason = z.string().max(REASON_CHARS)
const time = z.custom<UnixMs>(isTime)
const seq = z.int().min(1).max(ROOM_EVENTS)
const version = z.int().min(1)
const capability = z.string().refine(isKind)
const capabilities = z.array(capability).max(CAPABILITIES)
/** The host judges what a kind makes of it; what must hold everywhere is its form and size. */
const body = z.custom<Body>(isBody)

/**
 * A member's id is its key's fingerprint. `clash` marks a name that was changed because another
 * has it, `cut` one whose connection was cut and whose place is kept.
 */
const member = z.object({
  id: fingerprintSchema,
  name,
  host: z.boolean(),
  clash: z.boolean(),
  cut: z.boolean().default(false),
})
/** What stands in the room's log: in an `event` as it happens, in a `page` later. */
const event = z.object({
  seq,
  kind: capability,
  author: z.object({ id: fingerprintSchema, name }),
  cid: id,
  time,
  /** The event that it stands on, which came before it. */
  on: seq.optional(),
  body: body.optional(),
  /** In place of `body`: the later event that has withdrawn it. */
  withdrawn: seq.optional(),
})
const holdsTogether = ({ seq, on, body, withdrawn }: z.infer<typeof event>) =>
  (on === undefined || on < seq) &&
  (withdrawn === undefined ? body !== undefined : body === undefined && withdrawn > seq)

const base64url = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/)
/** An HMAC-SHA-256 in base64url. */
const proof = base64url(43).min(43)

/** Why a joiner is not let in. The text is for people, the code for programs. */
export const refusalCodes = [
  'version_too_old',
  'version_too_new',
  'name_invalid',
  'auth_failed',
  'auth_limited',
  'not_admitted',
  'banned',
  'invite_used',
  'room_full',
  'address_full',
  'room_closed',
  'room_busy',
  'bad_message',
  'timeout',
] as const

/** Why the host ends an admitted member's connection. */
export const endCodes = [
  'room_closed',
  'host_away',
  'bad_message',
  'too_slow',
  'replaced',
  'removed',
  'banned',
] as const

/** Why what was said did not become an event. */
export const rejectCodes = [
  'kind_unknown',
  'body_invalid',
  'target_unknown',
  'not_allowed',
  'conflict',
  'storage',
] as const

/** What a host says. */
export const hostSchemas = {
  /** First line of every connection: who is here and what it asks. */
  welcome: z.object({
    type: z.literal('welcome'),
    app: z.literal('tincan'),
    version,
    oldest: version,
    capabilities,
    room: z.object({ id, name }),
    asks: capabilities,
    /** The kinds of event that it takes; a later host may take any number. */
    kinds: z.array(capability).max(KINDS),
  }),
  /** Second step of OPAQUE (KE2). */
  opaque_reply: z.object({ type: z.literal('opaque_reply'), response: base64url(1024) }),
  /** The password is right, and here is the proof that the host knows it too. */
  proven: z.object({ type: z.literal('proven'), proof }),
  /** The password was wrong; the joiner may begin again. */
  password_wrong: z.object({ type: z.literal('password_wrong'), triesLeft: z.int().min(1) }),
  /** The host's person is asked whether to let the joiner in. */
  waiting: z.object({ type: z.literal('waiting') }),
  joined: z
    .object({
      type: z.literal('joined'),
      self: member,
      /** Members in the room, the newcomer included; `roster` lines with as many follow. */
      members: z.int().min(1).max(NAMED_MEMBERS),
      /** The last event's number; the next event has this plus one. */
      seq: z.int().min(0).max(ROOM_EVENTS),
      /** The lowest number that this member may fetch; `seq + 1` when there is none. */
      first: z.int().min(1),
      time,
    })
    .refine(({ seq, first }) => first <= seq + 1),
  roster: z.object({ type: z.literal('roster'), members: z.array(member).min(1).max(ROSTER_PAGE) }),
  refused: z.object({
    type: z.literal('refused'),
    code,
    text: reason,
    /** With `name_invalid`: what is wrong with it. */
    reason: z.enum(nameFaults).optional().catch(undefined),
    /** Seconds after which another try makes sense. */
    retryAfter: z.number().min(0).max(RETRY_AFTER_SECONDS).optional(),
  }),
  event: event.extend({ type: z.literal('event') }).refine(holdsTogether),
  /** The answer to `fetch`: a stretch of the log, oldest first, without holes. */
  page: z.object({
    type: z.literal('page'),
    events: z.array(event.refine(holdsTogether)).max(PAGE_EVENTS),
    /** There is more in the direction that was asked for. */
    more: z.boolean(),
  }),
  /** The answer to `look`: the event and what counts on it; without an event there is none. */
  looked: z
    .object({
      type: z.literal('looked'),
      seq,
      event: event.refine(holdsTogether).optional(),
      on: z.array(event.refine(holdsTogether)).max(PAGE_EVENTS).default([]),
      code: code.optional(),
    })
    .refine(
      ({ seq, event, on, code }) =>
        (event === undefined) !== (code === undefined) &&
        (event === undefined || event.seq === seq) &&
        on.every((one) => one.on === seq),
    ),
  rejected: z.object({
    type: z.literal('rejected'),
    cid: id,
    code,
    text: reason,
  }),
  member: z.object({
    type: z.literal('member'),
    change: z.enum(['joined', 'left', 'lost', 'cut', 'back']),
    member,
    time,
  }),
  ended: z.object({ type: z.literal('ended'), code, text: reason }),
  ping: z.object({ type: z.literal('ping') }),
  pong: z.object({ type: z.literal('pong') }),
}

/** What a member says. */
export const memberSchemas = {
  hello: z.object({
    type: z.literal('hello'),
    version,
    capabilities,
    /** Any text: the host judges it, so that a bad name gets its own refusal. */
    name: z.string().max(1024),
    /** The secret of an invite link. */
    ticket: base64url(22).min(22).optional(),
    /** Program and version, for logs. */
    client: z.string().max(ID_CHARS).optional(),
  }),
  /** First step of OPAQUE (KE1). */
  opaque_start: z.object({ type: z.literal('opaque_start'), request: base64url(256) }),
  /** Third step of OPAQUE (KE3), with the proof that binds it to this connection. */
  opaque_finish: z.object({ type: z.literal('opaque_finish'), finish: base64url(256), proof }),
  /** Asks for a stretch of the log after or before a number. One at a time. */
  fetch: z
    .object({
      type: z.literal('fetch'),
      room: id,
      after: z.int().min(0).max(ROOM_EVENTS).optional(),
      before: z
        .int()
        .min(1)
        .max(ROOM_EVENTS + 1)
        .optional(),
      most: z.int().min(1).max(PAGE_EVENTS),
    })
    .refine(({ after, before }) => (after === undefined) !== (before === undefined)),
  /** Asks for one event and what stands on it, wherever it is. One at a time, as `fetch`. */
  look: z.object({ type: z.literal('look'), room: id, seq }),
  /** Says something: an event of a kind. The host judges it, and `rejected` tells what is wrong. */
  post: z.object({
    type: z.literal('post'),
    cid: id,
    kind: z.string(),
    on: z.number().optional(),
    body: z.unknown(),
  }),
  leave: z.object({ type: z.literal('leave'), reason: z.string().max(ID_CHARS).optional() }),
  ping: z.object({ type: z.literal('ping') }),
  pong: z.object({ type: z.literal('pong') }),
}

export type HostMessage = z.infer<(typeof hostSchemas)[keyof typeof hostSchemas]>
export type MemberMessage = z.infer<(typeof memberSchemas)[keyof typeof memberSchemas]>
export type HostMessageOf<T extends keyof typeof hostSchemas> = z.infer<(typeof hostSchemas)[T]>
export type WireMember = z.infer<typeof member>
export type WireEvent = z.infer<typeof event>
export type RejectCode = (typeof rejectCodes)[number]
export type RefusalCode = (typeof refusalCodes)[number]

/** What a line turned out to be. `unknown` is a type of a later version: it is ignored. */
export type Parsed<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'bad'; readonly why: string }

function parserOf<M>(judge: (value: unknown) => Parsed<M>): (line: string) => Parsed<M> {
  return (line) => {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return { kind: 'bad', why: 'it is not JSON' }
    }
    return judge(value)
  }
}

function judgeOf<M>(schemas: Readonly<Record<string, z.ZodType>>): (value: unknown) => Parsed<M> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { kind: 'bad', why: 'it is not an object' }
    }
    const type = (value as { type?: unknown }).type
    if (typeof type !== 'string') return { kind: 'bad', why: 'it has no type' }
    const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined
    if (schema === undefined) return { kind: 'unknown', type }
    const parsed = schema.safeParse(value)
    if (parsed.success) return { kind: 'message', message: parsed.data as M }
    const field = parsed.error.issues[0]?.path.join('.')
    return { kind: 'bad', why: `${type}${field ? `.${field}` : ''} is not acceptable` }
  }
}

/** Judges what a member says, where it comes as a value: from the host's own session. */
export const judgeMember = judgeOf<MemberMessage>(memberSchemas)

/** Parses one line (without its newline) that a host sent. */
export const parseHostLine = parserOf(judgeOf<HostMessage>(hostSchemas))

/** Parses one line (without its newline) that a member sent. */
export const parseMemberLine = parserOf(judgeMember)
