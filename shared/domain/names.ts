/**
 * Which names look alike. Pure, and the same everywhere; the data is Unicode's (UTS #39).
 *
 * Look-alikes and letter case have to be judged apart: a capital I looks like a small l, and is
 * the same letter as a small i, yet i and l are two. So a name has several forms, and two names
 * clash when they share one. Accents make another name, as they do for people.
 */
import { CONFUSABLES } from './confusables-data.ts'

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

/** Small capitals are no look-alikes to Unicode, but "ʜost" reads as "host". */
const SMALL_CAPITALS = 'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'

/** Letter pairs that read as one letter. (Unicode has "rn" for "m" by itself.) */
const PAIRS = [
  [/vv/giu, 'w'],
  [/cl/gu, 'd'],
] as const

type Table = ReadonlyMap<string, string>

let prototypes: Table | undefined
let lookTable: Table | undefined

/** Reads the data once, when the first name is judged. */
function readPrototypes(): Table {
  const table = new Map<string, string>()
  for (const entry of CONFUSABLES.trim()
    .replace(/([,=])\n/gu, '$1')
    .split(/\s+/u)) {
    const [target = '', steps = ''] = entry.split('=')
    const codes = target.split('+').map((code) => Number.parseInt(code, 36))
    const prototype = String.fromCodePoint(...codes)
    let source = 0
    for (const step of steps.split(',')) {
      source += Number.parseInt(step, 36)
      table.set(String.fromCodePoint(source), prototype)
    }
  }
  return table
}

/** The same with small capitals as their letters: themselves, and what looks like them. */
function readLooks(known: Table): Table {
  const capitals = new Map<string, string>()
  const letters = [...SMALL_CAPITALS]
  for (let at = 0; at + 1 < letters.length; at += 2) {
    const letter = letters[at + 1] ?? ''
    capitals.set(letters[at] ?? '', known.get(letter) ?? letter)
  }
  const table = new Map(known)
  for (const [source, prototype] of known) {
    // Unicode writes the small capital K as the letter kra.
    table.set(source, replaced(prototype.replace('ĸ', 'ᴋ'), capitals))
  }
  for (const [capital, letter] of capitals) table.set(capital, letter)
  return table
}

function replaced(text: string, table: Table): string {
  let result = ''
  for (const character of text) result += table.get(character) ?? character
  return result
}

function mapped(text: string, table: Table): string {
  const bare = text.normalize('NFD').replace(IGNORABLE, '')
  return replaced(bare, table).normalize('NFD')
}

/**
 * The skeleton of a text (UTS #39, section 4): texts that look alike have the same one. For
 * comparing only; it is no text to show. Upper and lower case stay apart.
 */
export function skeleton(text: string): string {
  prototypes ??= readPrototypes()
  return mapped(text, prototypes)
}

/**
 * The forms of a name by which it is compared, none of them with a line break: as it looks,
 * whatever the case; as its small letters look; as its capitals look (marked by "^").
 */
export function nameForms(name: string): ReadonlySet<string> {
  const plain = name.normalize('NFKC')
  let look = looks(looks(name).normalize('NFKC'))
  for (const [pair, letter] of PAIRS) look = look.replace(pair, letter)
  return new Set([look.toLowerCase(), looks(plain.toLowerCase()), `^${looks(plain.toUpperCase())}`])
}

/** The skeleton, but for small capitals. */
function looks(text: string): string {
  prototypes ??= readPrototypes()
  lookTable ??= readLooks(prototypes)
  return mapped(text, lookTable)
}

/** Names that speak for the room, and so are nobody's. */
const RESERVED = ['host', 'system']
let reserved: ReadonlySet<string> | undefined

/** Whether a name is "host" or "system", or looks like it. */
export function reservedName(name: string): boolean {
  reserved ??= new Set(RESERVED.flatMap((one) => [...nameForms(one)]))
  const words = reserved
  return [...nameForms(name)].some((form) => words.has(form))
}
