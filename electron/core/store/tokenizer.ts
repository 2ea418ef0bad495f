/**
 * How texts are cut into words, for the search index, for what a person types into the search
 * field, and for marking what was found. Invariants: all three do it by `placedWords`
 * (or by what is the same for ASCII), each character is folded alone, so that a word's letters
 * have their places in the text, and no text that goes through here can be read as a command by
 * the search engine: a word is ASCII letters and digits, and characters beyond ASCII.
 *
 * What is one word to who searches is decided by Unicode's own data, not by lists of letters.
 */

/** A word as the index has it, and where it stands in the text. */
export interface PlacedWord {
  readonly word: string
  readonly from: number
  /** For each UTF-16 unit of `word`, where the character it comes from ends in the text. */
  readonly ends: readonly number[]
}

/**
 * What is left out: what cannot be seen (joiners, soft hyphens, variation selectors), what only
 * stretches a word (tatweel), and marks that one may write or not. These are Unicode's diacritics
 * and, where letters alone make the word, every mark; vowel signs of Indic scripts, Thaana's
 * vowels and the voicing of kana make another word, and stay. U+200B parts words.
 */
const LEFT_OUT =
  /^(?:[[\p{M}&&[\p{Diacritic}\p{Me}\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}]]--[\p{sc=Thaa}\u3099\u309a]]|[\p{Default_Ignorable_Code_Point}--\u200b]|[\u0640\u07fa\u180a])$/v

/**
 * Written without spaces (Unicode breaks their lines by a dictionary, or anywhere), or, as Korean
 * and kana, with endings glued on: each letter with its marks is a word, so that the middle of a
 * run is found. So is each sign and emoji.
 */
const ALONE =
  /^(?:[[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{sc=Hang}\p{sc=Yiii}\p{sc=Nshu}\p{sc=Tang}\p{sc=Kits}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tale}\p{sc=Talu}\p{sc=Lana}\p{sc=Tavt}\p{sc=Ahom}\p{sc=Java}\p{sc=Bali}\p{sc=Kawi}\p{sc=Batk}\p{sc=Maka}\p{sc=Xsux}\p{sc=Egyp}\p{sc=Hluw}]&&[\p{L}\p{N}]]|[[\p{S}\p{Extended_Pictographic}]--[\p{ASCII}\u2044]])$/v
/**
 * Goes on with the letter before it: a mark that stays, the vowel and the end of a Hangul syllable.
 */
const ATTACHED = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]$/u
const LETTER = /^[\p{L}\p{N}]$/u
const FLAG = /^\p{Regional_Indicator}$/u
const TINT = /^\p{Emoji_Modifier}$/u
/** Hangul letters typed alone (ㅋㅋ, ㅠㅠ); decomposed they would go on with what is before them. */
const JAMO = /^[\u3131-\u318e]$/
/** Letters like ø and ł, and digits like ٣, which only the order of sorting knows to be o, l, 3. */
const SORTED = /^[[\p{sc=Latn}\p{Nd}]--\p{ASCII}]$/v

type Role = 'alone' | 'attached' | 'letter' | 'flag' | 'tint' | 'gap'
interface CharacterPart {
  readonly text: string
  readonly role: Role
}

/** The folded words of a text, in order. */
export function wordsOf(text: string): string[] {
  // The most frequent case in a tenth of the time.
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return placedWords(text).map(({ word }) => word)
}

/** The folded words of a text, in order, with their places. */
export function placedWords(text: string): PlacedWord[] {
  const words: Growing[] = []
  /** The word that may go on. */
  let open: Growing | undefined
  let at = 0
  for (const character of text) {
    const parts = partsOf(character)
    const to = at + character.length
    if (parts.length === 0) cover(open, to)
    for (const { text: part, role } of parts) {
      if (role === 'gap') open = undefined
      else if (role === 'tint' && open !== undefined) cover(open, to)
      else {
        if (open === undefined || !goesOn(open, role)) {
          open = { word: '', from: at, ends: [], kind: role }
          words.push(open)
        } else if (role === 'flag') {
          // Two letters are a flag; the next one begins another.
          open.kind = 'alone'
        }
        open.word += part
        for (let unit = 0; unit < part.length; unit += 1) open.ends.push(to)
      }
    }
    at = to
  }
  return words
}

interface Growing extends PlacedWord {
  word: string
  readonly ends: number[]
  /** How it began. */
  kind: Role
}

function goesOn({ kind }: Growing, next: Role): boolean {
  if (next === 'attached') return true
  if (next === 'letter') return kind === 'letter' || kind === 'attached'
  return next === 'flag' && kind === 'flag'
}

/** What is left out belongs to the letter before it. */
function cover(word: Growing | undefined, to: number): void {
  if (word !== undefined) word.ends[word.ends.length - 1] = to
}

/** Characters folded before: a conversation has few. */
const known = new Map<string, readonly CharacterPart[]>()
const KEPT = 16_384

function partsOf(character: string): readonly CharacterPart[] {
  let parts = known.get(character)
  if (parts === undefined) {
    if (known.size >= KEPT) known.clear()
    parts = [...foldedOf(character)].map((text) => ({ text, role: roleOf(text) }))
    known.set(character, parts)
  }
  return parts
}

/** A character without accents, capitals and typographic forms. */
function foldedOf(character: string): string {
  if (JAMO.test(character)) return character
  // Small, large and small again: ẞ, ß and SS are one, and so are Σ, σ and ς.
  const small = plain(character).toLowerCase().toUpperCase().toLowerCase()
  return [...plain(small)].map(baseOf).join('')
}

const plain = (text: string): string =>
  [...text.normalize('NFKD')].filter((one) => !LEFT_OUT.test(one)).join('')

/**
 * One letter in several forms, by its place in a word or by the keyboard it was typed on: final
 * letters of Hebrew, and of Arabic and Persian what people write for one another.
 */
const FORMS = new Map(
  ['ךכ', 'םמ', 'ןנ', 'ףפ', 'ץצ', 'ٱا', 'یي', 'ىي', 'کك', 'ەه', 'ہه', 'ھه', 'ةه'].map(
    ([form = '', letter = '']) => [form, letter],
  ),
)

const order = new Intl.Collator('en', { sensitivity: 'base' })
const BASES = [...'abcdefghijklmnopqrstuvwxyz0123456789', 'ae', 'oe']

function baseOf(letter: string): string {
  if (!SORTED.test(letter)) return FORMS.get(letter) ?? letter
  return BASES.find((base) => order.compare(letter, base) === 0) ?? letter
}

function roleOf(part: string): Role {
  if (FLAG.test(part)) return 'flag'
  if (TINT.test(part)) return 'tint'
  if (ATTACHED.test(part)) return 'attached'
  if (ALONE.test(part)) return 'alone'
  return LETTER.test(part) ? 'letter' : 'gap'
}
