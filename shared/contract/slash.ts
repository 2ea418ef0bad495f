/**
 * What a line means that a person has typed, in the window and on a terminal: words to say, or a
 * command. Pure. A command is a slash and a word that stands alone; `//word` says `/word`, and a
 * path such as `/etc/hosts` is no command.
 */
/** `word` is without its slash; `more`: others come after it. */
export type Typed =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'leave' }
  /** No command of this version: a mistyped one must not be said to everybody. */
  | { readonly type: 'unknown'; readonly word: string; readonly more: boolean }

const COMMAND = /^\s*(\/\/?)([\p{L}\p{N}_-]+)(?=\s|$)/u
const LEAVE: ReadonlySet<string> = new Set(['quit', 'leave'])

/**
 * Never throws. What is to be said is as it was typed, but for the second slash; whether it can be
 * said is not judged here.
 */
export function readTyped(text: string): Typed {
  const [whole = '', slashes, word = ''] = COMMAND.exec(text) ?? []
  if (slashes === undefined) return { type: 'say', text }
  if (slashes === '//') return { type: 'say', text: text.replace('//', '/') }
  const alone = text.slice(whole.length).trim() === ''
  return LEAVE.has(word) && alone ? { type: 'leave' } : { type: 'unknown', word, more: !alone }
}

/** What the words about an unknown command need. */
export function unknownDetails({ word, more }: Extract<Typed, { type: 'unknown' }>) {
  return { word, more: more ? 1 : 0 }
}
