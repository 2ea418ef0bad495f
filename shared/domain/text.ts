/**
 * Rules for what people write: names and messages. Pure; the same on both sides of the wire.
 */
import { NAME_BYTES, NAME_GRAPHEMES, PASSWORD_CHARS, TEXT_BYTES } from './limits.ts'
import { nameForms, reservedName } from './names.ts'

const encoder = new TextEncoder()
/** UTF-16 units up to which counting by hand is quicker. */
const SHORT = 64
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Characters that have no place in a name, because they cannot be seen or turn text around:
 * controls, formats and whatever Unicode calls ignorable, but for the joiners U+200C and U+200D
 * and the variation selectors, which scripts and emoji need.
 */
const NOT_IN_NAMES =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** At least one of these must be there to be read: a letter, digit, mark of any script, sign. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Something that shows: neither white space nor a control, nor what Unicode calls ignorable. */
const SHOWN = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Length of `text` in bytes of UTF-8. */
export function byteLength(text: string): number {
  // An encoder costs as much for nothing as for a sentence, and bodies can have thousands of them.
  if (text.length > SHORT) return encoder.encode(text).length
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    // Half a pair is written as U+FFFD, in three bytes.
    bytes += pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
    if (pair) at += 1
  }
  return bytes
}

/** What can be wrong with a name, as stable words. */
export const nameFaults = ['empty', 'too_long', 'characters', 'reserved'] as const
export type NameFault = (typeof nameFaults)[number]

/** A typed name as it will be used: NFC, outer white space gone, inner runs of it one space. */
export function tidyName(typed: string): string {
  return typed.normalize('NFC').trim().replace(/\s+/gu, ' ')
}

/** Judges a tidied name. Only persons cannot be called "host" or "system", or look like it. */
export function nameFault(name: string, of: 'person' | 'room' = 'person'): NameFault | undefined {
  if (name === '') return 'empty'
  if (NOT_IN_NAMES.test(name) || !VISIBLE.test(name) || name !== tidyName(name)) return 'characters'
  if (byteLength(name) > NAME_BYTES) return 'too_long'
  if ([...graphemes.segment(name)].length > NAME_GRAPHEMES) return 'too_long'
  return of === 'person' && reservedName(name) ? 'reserved' : undefined
}

/**
 * Whether a name that a host gave can be shown. Milder than {@link nameFault}: the host has judged
 * it, perhaps by a newer Unicode than ours.
 */
export function showableName(name: string): boolean {
  return name !== '' && byteLength(name) <= NAME_BYTES && !NOT_IN_NAMES.test(name)
}

/**
 * Something that was a name once, as one that can be shown: without what has no place in a name,
 * and cut where it is too long. Empty when nothing is left.
 */
export function mendedName(name: string): string {
  if (showableName(name)) return name
  // At most a byte a unit: what comes after cannot fit in any case.
  const visible = name.slice(0, NAME_BYTES).replace(new RegExp(NOT_IN_NAMES, 'gu'), '')
  let mended = ''
  for (const { segment } of graphemes.segment(visible)) {
    if (byteLength(mended + segment) > NAME_BYTES) break
    mended += segment
  }
  return mended
}

/** Keys made before, because a room asks for those of all its members whenever somebody comes. */
const keys = new Map<string, string>()
const KEYS_KEPT = 4096

/**
 * What a name looks like: all its forms (see {@link nameForms}), a line each. Names with the same
 * key look the same; whether two different keys clash, {@link freeName} knows.
 */
export function nameKey(name: string): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  if (keys.size >= KEYS_KEPT) keys.clear()
  const key = [...nameForms(name)].join('\n')
  keys.set(name, key)
  return key
}

/**
 * The name a newcomer gets: the one asked for, or `name-2`, `name-3` … when one that looks like
 * it is taken. The beginning is shortened where the suffix would make it too long.
 * @param taken keys (see {@link nameKey}) of the names in use; one may be there more than once
 */
export function freeName(asked: string, taken: Iterable<string>): string {
  const keys = [...taken]
  const own = nameForms(asked)
  // Most names are free, and most keys have one form.
  const clashes = (key: string) =>
    own.has(key) || (key.includes('\n') && key.split('\n').some((form) => own.has(form)))
  if (!keys.some(clashes)) return asked
  const forms = new Set(keys.flatMap((key) => key.split('\n')))
  const free = (name: string) => [...nameForms(name)].every((form) => !forms.has(form))
  const letters = [...graphemes.segment(asked)].map((part) => part.segment)
  for (let n = 2; ; n += 1) {
    const suffix = `-${n}`
    let kept = letters.slice(0, NAME_GRAPHEMES - suffix.length)
    while (byteLength(kept.join('')) + suffix.length > NAME_BYTES) kept = kept.slice(0, -1)
    const candidate = `${kept.join('').trimEnd()}${suffix}`
    if (free(candidate)) return candidate
  }
}

/** A name for the room of somebody who gives it none; a long name is shortened until it fits. */
export function roomNameOf(person: string): string {
  let letters = [...graphemes.segment(tidyName(person))].map((part) => part.segment)
  for (;;) {
    const name = `${letters.join('').trimEnd()}’s room`
    if (nameFault(name, 'room') !== 'too_long') return name
    letters = letters.slice(0, -1)
  }
}

/** What is wrong with a password that somebody sets or proves. */
export type PasswordFault = 'empty' | 'too_long' | 'characters'

/**
 * Judges a password. One in which there is nothing to be read guards nothing: a room without a
 * password is asked for by name (null), never by an empty text.
 */
export function passwordFault(password: string): PasswordFault | undefined {
  if (!SHOWN.test(password)) return 'empty'
  // Half a surrogate pair has no bytes of its own: another one would be as good.
  if (!password.isWellFormed()) return 'characters'
  return password.length > PASSWORD_CHARS ? 'too_long' : undefined
}

/** What is wrong with a message's text, or undefined when it may be sent. */
export type TextFault = 'empty' | 'too_long'

/** Whether a value can be a message's text as a host gives it: its size and form, not its sense. */
export function isText(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return false
  return fits(value)
}

/** Judges a message's text. What shows nothing says nothing. */
export function textFault(text: string): TextFault | undefined {
  if (!SHOWN.test(text)) return 'empty'
  return fits(text) ? undefined : 'too_long'
}

function fits(text: string): boolean {
  // A UTF-16 unit is one to three bytes, so most texts need no encoding to be judged.
  if (text.length * 3 <= TEXT_BYTES) return true
  return text.length <= TEXT_BYTES && byteLength(text) <= TEXT_BYTES
}
