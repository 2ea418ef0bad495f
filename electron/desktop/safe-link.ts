/**
 * Which links may leave Tincan. Pure. What goes to the system is always the parsed form, never
 * the text that somebody wrote: the two may be read differently.
 */

const OPENED = new Set(['http:', 'https:', 'mailto:'])

/** The link in its parsed form if the system may open it, otherwise null. */
export function safeLink(text: string): string | null {
  const url = URL.parse(text)
  return url !== null && OPENED.has(url.protocol) ? url.href : null
}
