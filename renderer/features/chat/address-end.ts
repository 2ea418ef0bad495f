/**
 * Where an address in a text ends. Invariants: linear in the text's length, and no
 * character that hides or turns text around is ever a part.
 *
 * ASCII is clear: RFC 3986 says what may stand in an address. But people also paste addresses
 * with letters as they are read (`/wiki/Köln`, `/wiki/東京`), and in scripts without spaces a
 * sentence goes on right behind an address (`https://example.com/a谢谢`). What tells them apart
 * is what stands before: a letter belongs to the address where a part of it begins (behind `/`,
 * `=`, `_` …) or where it goes on in the script that is there. A word of an address does not
 * change from Latin to another script in its middle, or from that to a third; a sentence behind
 * an address nearly always does. So `/wiki/JR東日本` is cut, and `/东京谢谢` and `/a_谢谢` are
 * not: the text does not say where it ends. Where a sentence ran up to the scheme without a space
 * (`请看https://…/谢谢`), it goes on right behind the root.
 */

/** What RFC 3986 knows, and `{}^|`, which browsers take as they are. */
const ASCII = /^[\w\-.~:/?#[\]@!$&'()*+,;=%{}^|]$/
/** Behind these a part of the address begins, which may be in any script. */
const BEGINS = /^[/=&#@_~+-]$/
/** Behind these a word goes on, if it does, in the script that it has. */
const GOES_ON = /^[\d.:'([{]$/
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

const LATIN = /^\p{Script=Latin}$/u
const MARK = /^\p{M}$/u
const LETTER = /^[\p{L}\p{N}\p{Extended_Pictographic}]$/u
const UNSEEN = /^\p{Default_Ignorable_Code_Point}$/u
/** Inside of a word: what Persian and the scripts of India join by, and the dot of katakana. */
const JOINER = /^(?:\u200c|\u200d|\u30fb)$/
/** Inside of Latin words: the dash between two names, the apostrophe, the dot of Catalan. */
const LATIN_JOINER = /^[\u2013\u2019\u00b7]$/
/** A label of a host, up to the next one. */
const LABEL =
  /[[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\-]--\p{Default_Ignorable_Code_Point}]{1,63}\.[a-z0-9]/ivy
/** The full stops of Chinese and Japanese: in a host they part labels, behind one they end a sentence. */
const FULL_STOP = /^[\u3002\uff0e\uff61]$/

/** Scripts that may stand in one word; those that are not named are taken for one. */
const SCRIPTS = [
  /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}]/u,
  /\p{scx=Hang}/u,
  /\p{scx=Cyrl}/u,
  /\p{scx=Grek}/u,
  /\p{scx=Arab}/u,
  /\p{scx=Hebr}/u,
  /\p{scx=Thai}/u,
  /[\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}]/u,
]

/** The script of the word that is being read; `any` where one begins. */
type Script = number | 'any' | 'latin'

/**
 * @param from where what follows the scheme begins
 * @param glued the sentence ran up to the scheme without a space
 * @returns where the address ends; `from` for a host that would be cut in half
 */
export function endOfAddress(text: string, from: number, glued = false): number {
  const open = new Map<string, number>()
  let inHost = text[from - 1] === '/'
  let script: Script = 'any'
  let at = from
  /** Right behind the root. */
  let root = -1
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    let next: Script | undefined
    if (ASCII.test(character)) {
      if (!counted(open, character)) break
      if (inHost && character === '/') root = at + 1
      if (/[/?#]/.test(character)) inHost = false
      next = behind(character, script, inHost)
    } else if (glued && at === root) {
      break
    } else {
      const joiner: RegExp = script === 'latin' ? LATIN_JOINER : JOINER
      next = joiner.test(character) ? joined(script, text, at + 1) : withLetter(character, script)
      // Half a host would be another host.
      if (next === undefined && inHost && labelGoesOn(text, at)) next = 'any'
    }
    if (next === undefined) break
    script = next
    at += character.length
  }
  return inHost && cutsHost(text, from, at) ? from : at
}

/** Whether more of the host may follow than was taken: half a host is another host. */
function cutsHost(text: string, from: number, at: number): boolean {
  if (at === text.length) return false
  const next = String.fromCodePoint(text.codePointAt(at) ?? 0)
  if (UNSEEN.test(next)) return true
  return !text.slice(from, at).includes('.') && (FULL_STOP.test(next) || LETTER.test(next))
}

/** False for a bracket that was opened before the address. */
function counted(open: Map<string, number>, character: string): boolean {
  const opener = OPENERS[character]
  const change = opener === undefined ? 1 : -1
  const count = (open.get(opener ?? character) ?? 0) + change
  open.set(opener ?? character, count)
  return count >= 0
}

function behind(character: string, script: Script, inHost: boolean): Script {
  if (inHost && character === '.') return 'any'
  // A port comes.
  if (inHost && character === ':') return 'latin'
  if (BEGINS.test(character)) return 'any'
  // A number that nothing stands before is a word by itself.
  if (/\d/.test(character) && script === 'any') return 'latin'
  return GOES_ON.test(character) ? script : 'latin'
}

/** The script of a word with one more letter; undefined when that is none of its own. */
function withLetter(letter: string, script: Script): Script | undefined {
  if (UNSEEN.test(letter)) return undefined
  if (MARK.test(letter)) return script
  if (!LETTER.test(letter)) return undefined
  if (LATIN.test(letter)) return 'latin'
  const own = SCRIPTS.findIndex((one) => one.test(letter))
  return script === 'any' || script === own ? own : undefined
}

function joined(script: Script, text: string, at: number): Script | undefined {
  const next = text[at] ?? ''
  if (script === 'any') return undefined
  return !MARK.test(next) && withLetter(next, script) === script ? script : undefined
}

function labelGoesOn(text: string, at: number): boolean {
  LABEL.lastIndex = at
  return LABEL.test(text)
}
