/**
 * The three forms in which a conversation is written to a file. What must stay true: whatever
 * somebody has said or calls themselves, it cannot look like something another person said, or
 * like anything but text.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { ExportFormat, LogInfo, StoredEvent } from './store.ts'

type Message = StoredEvent & { readonly text: string }

export interface Writer {
  /** @param now milliseconds since 1970 UTC */
  head(log: LogInfo, now: number): string
  /** Called for each message in order. */
  readonly message: (message: Message) => string
  tail(): string
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
    head: (log, now) => `${oneLine(log.room)}\nSaved by Tincan, ${day(now)} ${minute(now)}\n\n`,
    message: ({ time, author, text }) =>
      `[${day(time)} ${minute(time)}] ${oneLine(author.name)}: ${lines(text).join('\n    ')}\n`,
    tail: () => '',
  }
}

/** One document; times in UTC, keys in full. */
function jsonWriter(): Writer {
  let before = '\n'
  return {
    head(log, now) {
      const { room, roomId, hostKey } = log
      const facts = { room, roomId, hostKey, exported: new Date(now).toISOString() }
      return `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "messages": [`
    },
    message({ seq, time, author, cid, text }) {
      const message = { seq, time: new Date(time).toISOString(), author, cid, text }
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
    head: (log) => `# ${escaped(oneLine(log.room))}\n`,
    message({ time, author, text }) {
      const heading = today === day(time) ? '' : `\n## ${day(time)}\n`
      today = day(time)
      const body = lines(text).map(markdownLine).join('\\\n')
      return `${heading}\n**${escaped(oneLine(author.name))}** ${minute(time)}\\\n${body}\n`
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
