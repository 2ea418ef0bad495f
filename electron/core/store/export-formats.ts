/**
 * The three forms in which a conversation is written to a file. Invariants: whatever
 * somebody has said or calls themselves, it cannot look like something another person said, or
 * like anything but text.
 */
import { assertNever } from '../../../shared/domain/assert-never.ts'
import { isoTime, isShowable } from '../../../shared/domain/moments.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { UNREADABLE } from '../../../shared/events/kind.ts'
import { lineOf } from '../../../shared/events/kinds.ts'
import type { ExportFormat, LogInfo, StoredEvent } from './store.ts'

/**
 * Whether an event has a line of its own in text: what makes a row, and of what stands on
 * another event what its kind gives a line.
 */
function hasLine(event: StoredEvent): boolean {
  return event.on === null || lineOf(event) !== null
}

export interface Writer {
  head(log: LogInfo, now: UnixMs): string
  /** Whether an event belongs into this format; JSON has all of them. */
  takes(event: StoredEvent): boolean
  /** Called for each event that it takes, in order. */
  readonly message: (message: StoredEvent) => string
  tail(): string
}

/** Where a message stood. No line of a message begins like this. */
const LOST = '(A message cannot be read: it was damaged.)'

/** Where something stands that is for a later version. */
const unknown = (kind: string): string => `(Something that needs a newer Tincan: ${kind}.)`

/** What stands in the place of an event that has no words (any more). */
function insteadOf({ kind, author, withdrawn }: StoredEvent): string {
  if (kind === UNREADABLE) return LOST
  return withdrawn === undefined
    ? unknown(kind)
    : `(A message by ${oneLine(author.name)} was deleted.)`
}

/** A writer for one file; it remembers what it has written. */
export function writerOf(format: ExportFormat): Writer {
  switch (format) {
    case 'text':
      return textWriter()
    case 'json':
      return jsonWriter()
    case 'markdown':
      return markdownWriter()
    default:
      return assertNever(format)
  }
}

/** One line a message; its further lines are indented, so that none begins like a message. */
function textWriter(): Writer {
  return {
    takes: hasLine,
    head: (log, now) => `${oneLine(log.room)}\nSaved by Tincan, ${moment(now)}\n\n`,
    message: (event) => {
      const text = lineOf(event)
      if (text === null) return `${insteadOf(event)}\n`
      const { time, author } = event
      return `[${moment(time)}] ${oneLine(author.name)}: ${lines(text).join('\n    ')}\n`
    },
    tail: () => '',
  }
}

/** One document; times in UTC, keys in full. What is unknown or cannot be read is null. */
function jsonWriter(): Writer {
  let before = '\n'
  return {
    takes: () => true,
    head(log, now) {
      const { room, roomId, hostKey } = log
      const facts = { room, roomId, hostKey, exported: isoTime(now) }
      return `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "messages": [`
    },
    message(event) {
      const { seq, time, author, cid, kind, on, body, withdrawn } = event
      const text = lineOf(event)
      const gone = withdrawn !== undefined && { withdrawn }
      const known = { seq, time: isoTime(time), author, cid, text, ...gone }
      const message =
        kind === 'message' || kind === UNREADABLE ? known : { ...known, kind, on, body }
      const line = `${before}    ${JSON.stringify(message)}`
      before = ',\n'
      return line
    },
    tail: () => '\n  ]\n}\n',
  }
}

/** A heading a day, a paragraph a message. */
function markdownWriter(): Writer {
  let today = ''
  return {
    takes: hasLine,
    head: (log) => `# ${escaped(oneLine(log.room))}\n`,
    message(event) {
      const text = lineOf(event)
      if (text === null)
        return `\n*${event.kind === UNREADABLE ? LOST : escaped(insteadOf(event))}*\n`
      const { time, author } = event
      // What has no day of its own stands under the last one.
      const its = isShowable(time) ? day(time) : today
      const heading = today === its ? '' : `\n## ${its}\n`
      today = its
      const body = lines(text).map(markdownLine).join('\\\n')
      const when = isShowable(time) ? minute(time) : UNKNOWN
      return `${heading}\n**${escaped(oneLine(author.name))}** ${when}\\\n${body}\n`
    },
    tail: () => '',
  }
}

/** A blank line would end the paragraph, and blanks at the beginning would make it code. */
function markdownLine(line: string): string {
  const text = line.trim()
  return text === '' ? '\u00a0' : `${'\u00a0'.repeat(line.search(/\S/u))}${escaped(text)}`
}

/** Every sign that means something to Markdown or HTML, or makes a link of a bare address. */
function escaped(text: string): string {
  return text.replace(/[!#$%&()*+\-./:<=>?@[\\\]^_`{|}~]/g, '\\$&')
}

/** The lines of a text, by every character that some program takes for a line's end. */
function lines(text: string): string[] {
  return text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/u).map(visible)
}

function oneLine(text: string): string {
  return lines(text).join(' ')
}

/** Control characters would command the terminal on which the file is shown. */
function visible(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, '\ufffd')
}

const UNKNOWN = 'time unknown'

/** Day and time of day, or that there is none. */
function moment(time: number): string {
  return isShowable(time) ? `${day(time)} ${minute(time)}` : UNKNOWN
}

/** The day where this computer is, as `2026-01-31`. */
function day(time: number): string {
  const date = new Date(time)
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
}

/** The time of day where this computer is, as `09:05`. */
function minute(time: number): string {
  const date = new Date(time)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
