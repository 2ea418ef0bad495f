/**
 * Standard input as a session's voice: says what comes in, until a command or the end leaves. A
 * line that cannot be taken is refused by its number, and the next ones go on.
 */

import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { assertNever } from '../../shared/domain/assert-never.ts'
import { toErrorValue } from '../../shared/domain/errors.ts'
import { LINE_BYTES } from '../../shared/domain/limits.ts'
import type { ModerationAction } from '../../shared/domain/moderation.ts'
import type { Said } from '../../shared/events/kind.ts'
import { LineDecoder, LineError } from '../core/net/lines.ts'
import { systemCode } from '../core/settings/safe-file.ts'
import type { LookedAt } from '../core/store/store.ts'
import { parseJson, parseWords } from './commands.ts'
import type { TerminalEvent } from './output.ts'

export interface Voice {
  readonly json: boolean
  readonly stdin: Readable
  print(event: TerminalEvent): void
  say(cid: string, text: string): void
  post(cid: string, said: Said): void
  /** See {@link SessionService.look}. */
  look(seq: number): Promise<LookedAt | null>
  /** Resolves when more can be said. */
  takes(): Promise<void>
  moderate(action: ModerationAction): Promise<void>
  leave(): void
}

/** Why a line is left out, said of the line itself. */
const LINE_FAULTS = {
  not_utf8: 'is not UTF-8. Save or send it as UTF-8.',
  too_long: `is longer than ${LINE_BYTES / 1024} KiB. Send it in parts.`,
} as const

/**
 * Reads until the end; leaves once, however often it is asked to. No faster than what is said can
 * be kept, so that a file of a million lines is no load for anybody.
 */
export async function readCommands(voice: Voice): Promise<void> {
  /** What was asked for is answered before the last line is printed. */
  const answers: Promise<void>[] = []
  try {
    await readLines(voice, answers)
    await Promise.all(answers)
  } catch (error) {
    // Closed from our side, because it is over.
    if (systemCode(error) === 'ERR_STREAM_PREMATURE_CLOSE') return
    const text = `The input cannot be read (${systemCode(error)}).`
    voice.print({ type: 'error', code: 'bad_input', text })
  }
  voice.leave()
}

async function readLines(voice: Voice, answers: Promise<void>[]): Promise<void> {
  const decoder = new LineDecoder(LINE_BYTES)
  let number = 0
  const leaves = async (line: string | LineError) => {
    number += 1
    // A byte order mark at the beginning is how some systems say UTF-8.
    const read = number === 1 && typeof line === 'string' ? line.replace(/^\ufeff/, '') : line
    if ((await take(voice, read, number, answers)) === 'leave') return true
    await voice.takes()
    return false
  }
  for await (const chunk of voice.stdin) {
    for (const line of decoder.read(chunk as Buffer)) if (await leaves(line)) return
  }
  const rest = decoder.rest()
  if (rest !== undefined) await leaves(rest)
}

async function take(
  voice: Voice,
  line: string | LineError,
  number: number,
  answers: Promise<void>[],
): Promise<'leave' | undefined> {
  const refuse = (code: string, text: string) =>
    voice.print({ type: 'error', code, text, line: number })
  const fail = (error: unknown) => {
    const { code, message } = toErrorValue(error)
    refuse(code, message)
  }
  if (line instanceof LineError) {
    refuse('bad_input', `Line ${number} of the input was left out: it ${LINE_FAULTS[line.reason]}`)
    return undefined
  }
  const command = voice.json ? parseJson(line) : parseWords(line)
  switch (command.type) {
    case 'nothing':
      return undefined
    case 'leave':
      return 'leave'
    case 'wrong':
      refuse('bad_command', command.text)
      return undefined
    case 'moderate':
      // One after the other: the last word counts.
      await voice.moderate(command.action).catch(fail)
      return undefined
    case 'look':
      // The next commands need not wait for the host.
      answers.push(
        voice
          .look(command.seq)
          .then((found) => voice.print({ type: 'looked', seq: command.seq, found }), fail),
      )
      return undefined
    case 'say':
    case 'post':
      try {
        const cid = command.cid ?? randomUUID()
        if (command.type === 'say') voice.say(cid, command.text)
        else voice.post(cid, command.said)
      } catch (error) {
        fail(error)
      }
      return undefined
    default:
      return assertNever(command)
  }
}
