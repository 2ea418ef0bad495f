/**
 * The part of a found message that a person gets to see: some characters around the first hit,
 * with every word that was searched for marked. Nothing of the text is changed.
 */
import { SNIPPET_CHARS } from '../../../shared/domain/limits.ts'
import { type PlacedWord, placedWords, wordsOf } from './tokenizer.ts'

export interface SnippetPiece {
  readonly text: string
  readonly hit: boolean
}

/** Of the characters shown, how many stand before the first hit: a quarter. */
const BEFORE = SNIPPET_CHARS / 4

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

interface Hit {
  readonly from: number
  readonly to: number
}

/** Cuts a text into what was found and what was not. `asked` is what the person typed. */
export function snippetOf(text: string, asked: string): SnippetPiece[] {
  const hits = hitsIn(text, asked)
  const [from, to] = windowOf(text, hits[0]?.from ?? 0)
  const pieces: SnippetPiece[] = []
  let at = from
  const add = (until: number, hit: boolean) => {
    if (until > at) pieces.push({ text: text.slice(at, until), hit })
    at = Math.max(at, until)
  }
  for (const hit of hits) {
    add(Math.min(hit.from, to), false)
    add(Math.min(hit.to, to), true)
  }
  add(to, false)
  return ellipsed(pieces, from > 0, to < text.length)
}

/** Where the words are in the text as it was written, first to last; none beyond what is shown. */
function hitsIn(text: string, asked: string): Hit[] {
  const phrases = asked
    .split(/[\s--\ufeff]+/v)
    .map(wordsOf)
    .filter(({ length }) => length > 0)
  if (phrases.length === 0) return []
  const words = placedWords(text)
  const letters = graphemes.segment(text)
  const hits: Hit[] = []
  for (let at = 0; at < words.length; ) {
    const from = words[at]?.from ?? 0
    if (from > (hits[0]?.from ?? from) + SNIPPET_CHARS) break
    const ends = phrases.map((phrase, n) => endOf(words, at, phrase, n === phrases.length - 1))
    const to = Math.max(...ends)
    if (to > 0) hits.push(wholeLetters(letters, from, to))
    at += 1
    while (at < words.length && (words[at]?.from ?? to) < to) at += 1
  }
  return hits
}

/** Where a phrase ends that begins with a word of the text; 0 when it is not there. */
function endOf(
  words: readonly PlacedWord[],
  at: number,
  phrase: readonly string[],
  beginning: boolean,
): number {
  let end = 0
  for (const [n, asked] of phrase.entries()) {
    const here = words[at + n]
    const partly = beginning && n === phrase.length - 1
    const same = partly ? here?.word.startsWith(asked) : here?.word === asked
    if (here === undefined || !same) return 0
    end = here.ends[asked.length - 1] ?? 0
  }
  return end
}

/** A mark around a part of a letter, or of an emoji, would show something else than was written. */
function wholeLetters(letters: Intl.Segments, from: number, to: number): Hit {
  const first = letters.containing(from)
  const last = letters.containing(to - 1)
  return {
    from: first?.index ?? from,
    to: last === undefined ? to : last.index + last.segment.length,
  }
}

/** About SNIPPET_CHARS around a place, cut between words where one is near. */
function windowOf(text: string, hit: number): [number, number] {
  const from = hit <= BEFORE ? 0 : wordAfter(text, hit - BEFORE, hit)
  const to = Math.min(text.length, from + SNIPPET_CHARS)
  return [from, whole(text, to)]
}

/** The first beginning of a word between two places; without one, the first place. */
function wordAfter(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s\S/u)
  return space === -1 ? whole(text, from) : from + space + 1
}

/** Not between the two halves of a surrogate pair. */
function whole(text: string, at: number): number {
  const inside = at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff
  return inside ? at + 1 : at
}

function ellipsed(
  pieces: readonly SnippetPiece[],
  before: boolean,
  after: boolean,
): SnippetPiece[] {
  const dots: SnippetPiece = { text: '…', hit: false }
  return [...(before ? [dots] : []), ...pieces, ...(after ? [dots] : [])]
}
