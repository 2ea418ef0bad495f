/**
 * Which links may leave the app. The judged thing is the parsed URL, and only its canonical text
 * goes on, never what was typed.
 */
const SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** The canonical text of a link that may be opened, or undefined. */
export function openableLink(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return SCHEMES.has(url.protocol) ? url.href : undefined
}
