/**
 * The part of a found message that a person gets to see: some characters around the first hit,
 * with every word that was searched for marked. Nothing of the text is changed.
 */
import { SEARCH_PIECE_CHARS } from '../../shared/limits.ts'
import { fold, standsAlone, wordsOf } from './words.ts'

export interface Piece {
  readonly text: string
  readonly hit: boolean
}

/** Of the characters shown, how many stand before the first hit: a quarter. */
const BEFORE = SEARCH_PIECE_CHARS / 4

const EDGE = '[^\\p{L}\\p{N}]'

/** Cuts a text into what was found and what was not. `asked` is what the person typed. */
export function piecesOf(text: string, asked: string): Piece[] {
  const hits = hitsIn(text, asked)
  const [from, to] = windowOf(text, hits[0]?.from ?? 0)
  const pieces: Piece[] = []
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

/** Where the words are in the text as it was written, first to last. */
function hitsIn(text: string, asked: string): { from: number; to: number }[] {
  const typed = asked
    .split(/\s+/u)
    .map(wordsOf)
    .filter(({ length }) => length > 0)
  if (typed.length === 0) return []
  const alternatives = typed.map((words, at) => {
    const phrase = words.join(`${EDGE}+`)
    return at === typed.length - 1 ? phrase : `${phrase}(?=${EDGE}|$)`
  })
  const { folded, places } = foldedWithPlaces(text)
  const pattern = new RegExp(`(?<=^|${EDGE})(?:${alternatives.join('|')})`, 'gu')
  return [...folded.matchAll(pattern)].map((match) => ({
    from: places[match.index]?.from ?? 0,
    to: places[match.index + match[0].length - 1]?.to ?? text.length,
  }))
}

/** The text as the index sees it, and for each of its units the character it comes from. */
function foldedWithPlaces(text: string) {
  const places: { from: number; to: number }[] = []
  let folded = ''
  let at = 0
  for (const character of text) {
    const plain = fold(character)
    const seen = standsAlone(plain) ? ` ${plain} ` : plain
    folded += seen
    // An accent that folds to nothing belongs to the letter before it.
    const last = places.at(-1)
    if (seen === '' && last !== undefined) last.to = at + character.length
    const place = { from: at, to: at + character.length }
    for (let unit = 0; unit < seen.length; unit += 1) places.push(place)
    at += character.length
  }
  return { folded, places }
}

/** About SEARCH_PIECE_CHARS around a place, cut between words where one is near. */
function windowOf(text: string, hit: number): [number, number] {
  const from = hit <= BEFORE ? 0 : wordAfter(text, hit - BEFORE, hit)
  const to = Math.min(text.length, from + SEARCH_PIECE_CHARS)
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

function ellipsed(pieces: readonly Piece[], before: boolean, after: boolean): Piece[] {
  const dots: Piece = { text: '…', hit: false }
  return [...(before ? [dots] : []), ...pieces, ...(after ? [dots] : [])]
}
