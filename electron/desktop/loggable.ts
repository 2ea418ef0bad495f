/**
 * What may stand in the log file: our own words, numbers, paths, and of errors their kind and
 * place. Never what people said or typed, and nothing that lets anybody in. Pure.
 */
import { AppError } from '../../shared/domain/errors.ts'

/** Invite links; keys and certificates; and what may be a ticket (22 characters) or a key (43). */
const SECRETS = [
  /tincan:\S*/gi,
  /-----BEGIN [\s\S]*?-----END [^-]*-----/g,
  /(?<![\w-])(?:[\w-]{22}|[\w-]{43})(?![\w-])/g,
]
/** Causes of causes are followed so far. */
const DEPTH = 4

/** A value as it may be written down. What is neither text, number nor error is only named. */
export function loggable(value: unknown, depth = DEPTH): string {
  switch (typeof value) {
    case 'string':
      return SECRETS.reduce((text, secret) => text.replace(secret, '…'), value)
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    default:
      return value instanceof Error ? described(value, depth) : '(not logged)'
  }
}

function described(error: Error, depth: number): string {
  const lines = [`${error.name}: ${loggable(messageOf(error))}`, ...framesOf(error)]
  if (error.cause === undefined || depth === 0) return lines.join('\n')
  return `${lines.join('\n')}\ncaused by ${loggable(error.cause, depth - 1)}`
}

/** Where it was. The words before may be anybody's, and look like a place. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message)
  const places = at === -1 ? '' : stack.slice(at + message.length)
  return places
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => loggable(line))
}

/** Our own sentences hold what people see; parsers quote what they could not read. */
function messageOf(error: Error): string {
  if (error instanceof AppError) return error.code
  return error instanceof SyntaxError ? '(not logged)' : error.message
}
