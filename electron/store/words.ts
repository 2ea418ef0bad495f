/**
 * How texts are cut into words, for the search index, for what a person types into the search
 * field, and for marking what was found. What must stay true: all three do it by these functions,
 * and no text that goes through them can be read as a command by the search engine.
 */

/** What a word is made of; the index (unicode61) sees it the same way. */
const WORD = /[\p{L}\p{N}]+/gu

/** Scripts that are written without spaces: each of their characters is a word. */
const ALONE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** Accents of Latin, Greek and Cyrillic letters. */
const ACCENTS = /[\u0300-\u036f]/g

/** A character or text without accents, capitals and typographic forms. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(ACCENTS, '').toLowerCase().normalize('NFKC')
}

/** Whether a folded character is a word by itself. */
export function standsAlone(character: string): boolean {
  return ALONE.test(character)
}

/** The folded words of a text, in order. */
export function wordsOf(text: string): string[] {
  const spaced = fold(text).replace(new RegExp(ALONE, 'gu'), ' $& ')
  return spaced.match(WORD) ?? []
}
