/** What counts as one emoji, and as the same. Pure; the same in the window and at the host. */
import { EMOJI_CHARS } from './limits.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Also what a later Unicode calls an emoji: its code points are set apart long before. */
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3/u

/** Marks would make endless different ones of one picture; only emoji's own are none. */
const MARKED = /\ufe0e|(?!\ufe0f|\u20e3)\p{M}/u

/** By what two are the same: the variation selector asks for a picture, and means nothing. */
export const emojiKey = (emoji: string): string => emoji.replaceAll('\ufe0f', '')

/** One emoji as people see it: a single grapheme cluster (UAX #29) with a picture (UTS #51). */
export function isEmoji(text: string): boolean {
  if (text.length > EMOJI_CHARS || !PICTURE.test(text) || MARKED.test(text)) return false
  return [...graphemes.segment(text)].length === 1
}
