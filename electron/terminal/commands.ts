/**
 * Lines of standard input as commands: plain words, or one JSON object a line. Pure.
 */

import { z } from 'zod'
import { readTyped, unknownDetails } from '../../shared/contract/slash.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'
import { errorValue } from '../../shared/domain/errors.ts'
import { isId, isKind } from '../../shared/domain/ids.ts'
import { ROOM_EVENTS } from '../../shared/domain/limits.ts'
import { type ModerationAction, moderationActionSchema } from '../../shared/domain/moderation.ts'
import { type Body, isBody } from '../../shared/events/body.ts'
import type { Said } from '../../shared/events/kind.ts'

export type Command =
  | { readonly type: 'say'; readonly text: string; readonly cid: string | undefined }
  | { readonly type: 'post'; readonly said: Said; readonly cid: string | undefined }
  | { readonly type: 'look'; readonly seq: number }
  | { readonly type: 'leave' }
  | { readonly type: 'moderate'; readonly action: ModerationAction }
  | { readonly type: 'nothing' }
  | { readonly type: 'wrong'; readonly text: string }

/** What a program that is not understood is told. */
const COMMANDS =
  'Write {"say": "text"}, {"post": {"kind": …, "on": …, "body": {…}}}, {"look": SEQ} or {"leave": true}.'

const jsonCommand = z.union([
  z.strictObject({
    say: z.string(),
    cid: z.string().refine(isId).optional(),
  }),
  z.strictObject({
    post: z.strictObject({
      kind: z.string().refine(isKind),
      on: z.int().min(1).max(ROOM_EVENTS).nullable().default(null),
      body: z.custom<Body>(isBody),
    }),
    cid: z.string().refine(isId).optional(),
  }),
  z.strictObject({ look: z.int().min(1).max(ROOM_EVENTS) }),
  z.strictObject({ leave: z.literal(true) }),
  z.strictObject({ admin: moderationActionSchema }),
])

/** A line typed by a person, as in the window; an empty one is nothing. */
export function parseWords(line: string): Command {
  const text = line.replace(/\r$/, '')
  if (text.trim() === '') return { type: 'nothing' }
  const typed = readTyped(text)
  switch (typed.type) {
    case 'say':
      return { type: 'say', text: typed.text, cid: undefined }
    case 'leave':
      return { type: 'leave' }
    case 'unknown':
      return { type: 'wrong', text: errorValue('command_unknown', unknownDetails(typed)).message }
    default:
      return assertNever(typed)
  }
}

/** A line written by a program. */
export function parseJson(line: string): Command {
  if (line.trim() === '') return { type: 'nothing' }
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { type: 'wrong', text: `This line is not JSON. ${COMMANDS}` }
  }
  const parsed = jsonCommand.safeParse(value)
  if (!parsed.success) return { type: 'wrong', text: `There is no such command. ${COMMANDS}` }
  if ('leave' in parsed.data) return { type: 'leave' }
  if ('look' in parsed.data) return { type: 'look', seq: parsed.data.look }
  if ('admin' in parsed.data) return { type: 'moderate', action: meant(parsed.data.admin) }
  if ('post' in parsed.data) return { type: 'post', said: parsed.data.post, cid: parsed.data.cid }
  return { type: 'say', text: parsed.data.say, cid: parsed.data.cid }
}

/** In JSON the empty text is the documented word for no password; nothing else that is empty is. */
function meant(action: ModerationAction): ModerationAction {
  return action.type === 'password' && action.password === ''
    ? { ...action, password: null }
    : action
}
