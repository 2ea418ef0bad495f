/**
 * The window's contract, in one file: every request with the parser of its argument and the type
 * of its answer. `TincanApi` (what the preload exposes) and the main process's handlers are both
 * derived from it; a channel that is not here does not exist.
 */

import { z } from 'zod'
import type { ErrorValue } from '../domain/errors.ts'
import { fingerprintSchema } from '../domain/fingerprint-schema.ts'
import { isKind } from '../domain/ids.ts'
import type { KnownHost } from '../domain/known-host.ts'
import type { HostChoice } from '../domain/last-used.ts'
import {
  ADDRESS_CHARS,
  FAULT_CHARS,
  HISTORY_PAGE,
  ID_CHARS,
  ROOM_EVENTS,
  SEARCH_CHARS,
  TEXT_BYTES,
} from '../domain/limits.ts'
import { moderationActionSchema, passwordSchema, pastSchema } from '../domain/moderation.ts'
import type { OwnAddress } from '../domain/own-address.ts'
import { type Body, isBody } from '../events/body.ts'
import type { HistoryPage } from '../events/conversation.ts'
import type { Shown } from '../events/kinds.ts'
import type { Push, SearchAnswer, Snapshot, Starting } from './snapshot.ts'

/** What a form may hand over: anything typed, within reason. Judged by the rules, not the shape. */
const typed = z.string().max(4 * ADDRESS_CHARS)
const id = z.string().min(1).max(ID_CHARS)
const nothing = z.undefined()
const saidSchema = z.strictObject({
  kind: z.string().refine(isKind),
  on: z.int().min(1).max(ROOM_EVENTS).nullable(),
  body: z.custom<Body>(isBody),
})
const inRoom = z.strictObject({ roomId: id })

/** A start that is stuck goes on: as it was, with a key from a backup, or with a new key. */
const recoverySchema = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('again') }),
  z.strictObject({
    way: z.literal('backup'),
    passphrase: passwordSchema,
    text: z.string().max(TEXT_BYTES),
  }),
  z.strictObject({ way: z.literal('new') }),
])

/**
 * Marks the type of an answer; there is nothing to parse, the main process is trusted by its
 * window.
 */
const answers = <T>() => undefined as unknown as T

/** Requests: `request` parses the one argument, `response` carries the answer's type. */
export const requests = {
  /**
   * How far the start has come; answers once that is further than step `seen`. The window is there
   * first; until it is ready, every verb but `starting`, `recover`, `quit` and `tellFault` waits.
   */
  starting: {
    request: z.strictObject({ seen: z.int().min(0) }),
    response: answers<Starting>(),
  },
  /** One of the ways that a start offers which is stuck. What the old file held is kept aside. */
  recover: { request: recoverySchema, response: answers<void>() },
  /** Ends Tincan, as closing its window does. */
  quit: { request: nothing, response: answers<void>() },
  /** Everything there is to show, now. */
  snapshot: { request: nothing, response: answers<Snapshot>() },
  /** The machine's addresses and the last choice, for the Host dialog. */
  hostOptions: { request: nothing, response: answers<HostOptions>() },
  /** Opens a room here. Fails with a field (`details.field`: ip, port, room, name) to mend. */
  host: {
    request: z.strictObject({
      ip: typed,
      port: z.union([z.number(), typed]),
      room: typed,
      name: typed,
      /** Null for a room without one. */
      password: passwordSchema.nullable(),
      approving: z.boolean(),
      past: pastSchema,
    }),
    response: answers<{ readonly roomId: string }>(),
  },
  /** Five random words, for a new room's password. */
  newPassword: { request: nothing, response: answers<{ readonly password: string }>() },
  /**
   * Joins a room by its address or an invite link; answers when admitted. Stages come as `attempt`
   * changes.
   */
  join: {
    request: z.strictObject({ attemptId: id, address: typed, name: typed }),
    response: answers<{ readonly roomId: string }>(),
  },
  /** Answers the question of an `attempt` change. */
  answer: {
    request: z.strictObject({
      attemptId: id,
      answer: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('trust') }),
        z.strictObject({ kind: z.literal('password'), password: passwordSchema }),
      ]),
    }),
    response: answers<void>(),
  },
  /** Gives a join up; the join then fails with `cancelled`. */
  cancelJoin: { request: z.strictObject({ attemptId: id }), response: answers<void>() },
  /**
   * Enters again a room that has ended, in place; the outcome shows in its connection. A room of
   * our own is opened again, and this fails when that does.
   */
  rejoin: { request: inRoom, response: answers<void>() },
  /** An interrupted connection is made again now, not when its time comes. */
  reconnectNow: { request: inRoom, response: answers<void>() },
  /**
   * Says something. The words show as pending at once, whatever becomes of them; the draft is gone.
   */
  say: {
    request: z.strictObject({ roomId: id, cid: z.uuid(), text: z.string().max(4 * TEXT_BYTES) }),
    response: answers<void>(),
  },
  /** Says a thing of any kind; it shows once the host has it, and as pending when it has failed. */
  post: {
    request: z.strictObject({ roomId: id, cid: z.uuid(), said: saidSchema }),
    response: answers<void>(),
  },
  /** Sends a failed message again, under the same cid. */
  resend: { request: z.strictObject({ roomId: id, cid: z.uuid() }), response: answers<void>() },
  /** Takes a failed message back; answers with its text so that nothing typed is lost. */
  unqueue: {
    request: z.strictObject({ roomId: id, cid: z.uuid() }),
    response: answers<{ readonly text: string }>(),
  },
  /** Leaves; a room hosted here closes for everybody. The room stays in the list, ended. */
  leave: { request: inRoom, response: answers<void>() },
  /** What only a host can do; each shows in the room's `hosting`. */
  moderate: {
    request: z.strictObject({ roomId: id, action: moderationActionSchema }),
    response: answers<void>(),
  },
  /**
   * A link to join by: `once` is good for one newcomer, `day` for 24 hours, `open` for the room's
   * life.
   */
  invite: {
    request: z.strictObject({ roomId: id, kind: z.enum(['open', 'once', 'day']) }),
    response: answers<{ readonly link: string }>(),
  },
  /**
   * The password of a room hosted here, to be told to others; null where it is not known any more.
   */
  roomPassword: { request: inRoom, response: answers<{ readonly password: string | null }>() },
  /** The hosts whose keys are trusted, the one met last first. */
  knownHosts: { request: nothing, response: answers<readonly KnownHost[]>() },
  /** The way out of a changed key: the old one is forgotten, the next contact asks anew. */
  forgetHost: { request: z.strictObject({ key: fingerprintSchema }), response: answers<void>() },
  /** The own key, encrypted with a passphrase, as text to keep or carry to another computer. */
  exportIdentity: {
    request: z.strictObject({ passphrase: passwordSchema }),
    response: answers<{ readonly text: string }>(),
  },
  /** Takes over an exported key; from the next room joined or hosted on. */
  importIdentity: {
    request: z.strictObject({ passphrase: passwordSchema, text: z.string().max(TEXT_BYTES) }),
    response: answers<void>(),
  },
  /** What stands on a row, with the names of all: a row is told a few. */
  standing: {
    request: z.strictObject({ roomId: id, seq: z.int().min(1).max(ROOM_EVENTS) }),
    response: answers<Shown>(),
  },
  /** Everything in a room up to `seq` has been seen. */
  read: {
    request: z.strictObject({ roomId: id, seq: z.int().min(0).max(ROOM_EVENTS) }),
    response: answers<void>(),
  },
  /** Keeps what is typed and not sent. */
  draft: {
    request: z.strictObject({ roomId: id, text: z.string().max(4 * TEXT_BYTES) }),
    response: answers<void>(),
  },
  /** Deletes a room from this computer, with all that was said in it; leaves it first. */
  deleteRoom: { request: inRoom, response: answers<void>() },
  /**
   * A stretch of a conversation: up to `limit` entries before or after a position (not including
   * it), or around a message's `seq`. What is not here yet is fetched from the host.
   */
  history: {
    request: z.strictObject({
      roomId: id,
      where: z.union([
        z.strictObject({ before: z.number().min(0) }),
        z.strictObject({ after: z.number().min(0) }),
        z.strictObject({ around: z.int().min(1) }),
      ]),
      limit: z.int().min(1).max(HISTORY_PAGE),
    }),
    response: answers<HistoryPage>(),
  },
  /**
   * Messages with all these words, in every room or in one, the latest kept first. `next` goes on
   * where an answer ended.
   */
  search: {
    request: z.strictObject({
      text: z.string().max(SEARCH_CHARS),
      roomId: id.nullable(),
      next: z.int().min(0).nullable(),
    }),
    response: answers<SearchAnswer>(),
  },
  /** Writes a room to a file that the person chooses; `file` is null when they chose none. */
  exportRoom: {
    request: z.strictObject({ roomId: id, format: z.enum(['text', 'json', 'markdown']) }),
    response: answers<{ readonly file: string | null; readonly messages: number }>(),
  },
  /** Takes a room out of the recent ones; one that is not there is no fault. */
  forgetRecent: { request: z.strictObject({ address: typed }), response: answers<void>() },
  /** A warning was read; one that is gone is no fault. */
  dismissWarning: { request: z.strictObject({ code: id }), response: answers<void>() },
  /** Puts text on the clipboard. */
  copy: {
    request: z.strictObject({ text: z.string().max(4 * TEXT_BYTES) }),
    response: answers<void>(),
  },
  /** Opens an http, https or mailto link in the system's browser. The window asked first. */
  openLink: {
    request: z.strictObject({ url: z.string().max(TEXT_BYTES) }),
    response: answers<void>(),
  },
  /**
   * What the window could not draw, for the log file: names and places in the code, no words of
   * people.
   */
  tellFault: {
    request: z.strictObject({
      where: z.string().max(ID_CHARS),
      error: z.string().max(ID_CHARS),
      trace: z.string().max(FAULT_CHARS),
    }),
    response: answers<void>(),
  },
} as const

export interface HostOptions {
  readonly addresses: readonly OwnAddress[]
  readonly choice: HostChoice
}

export type Verb = keyof typeof requests
export type VerbRequest<V extends Verb> = z.infer<(typeof requests)[V]['request']>
export type VerbResponse<V extends Verb> = (typeof requests)[V]['response']

/** Answered from the moment that there is a window; the others need rooms. */
export type EarlyVerb = 'starting' | 'recover' | 'quit' | 'tellFault'

/** The main process's side of the contract. */
export type Handlers = {
  readonly [V in Verb]: (request: VerbRequest<V>) => VerbResponse<V> | Promise<VerbResponse<V>>
}

export type LateHandlers = Omit<Handlers, EarlyVerb>

/** How an answer crosses: an error keeps its code and details, which a thrown one would lose. */
export type Envelope<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorValue }

/** What a window can do: one function a verb, which answers with an envelope, and pushes. */
export type TincanApi = {
  readonly [V in Verb]: VerbRequest<V> extends undefined
    ? () => Promise<Envelope<VerbResponse<V>>>
    : (request: VerbRequest<V>) => Promise<Envelope<VerbResponse<V>>>
} & {
  /** Calls `listener` for each push; returns its unsubscribe. */
  readonly onPush: (listener: (push: Push) => void) => () => void
}
