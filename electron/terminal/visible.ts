/**
 * Text from elsewhere on its way to a terminal or a program: what would drive a terminal, turn
 * text around or forge a line becomes visible. Every line that leaves goes through here.
 */

/** Controls (C0, DEL, C1), bidirectional controls (UAX #9) and Unicode's separators of lines. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu
/** Nothing unseen can be in there: JSON has escapes for it, but for DEL. */
const ASCII = /^[ -~]*$/
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/
/** Stands before every line of a text but the first, so that none looks like a line of its own. */
const CONTINUED = '\n      '

/** One line in words. A text of several lines goes on below, set in. */
export function visible(text: string): string {
  return text
    .split(LINE_BREAK)
    .map((line) => line.replace(UNSEEN, (unseen) => (unseen === '\t' ? unseen : escaped(unseen))))
    .join(CONTINUED)
}

/** A value as one line of JSON in which nothing unseen stands unescaped. */
export function visibleJson(value: object): string {
  const json = JSON.stringify(value)
  return ASCII.test(json) ? json : json.replace(UNSEEN, escaped)
}

const escaped = (unseen: string) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`
