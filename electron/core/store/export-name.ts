/**
 * The name that is offered for an exported room. Invariants: it is the room's name as it
 * is, less what some file system refuses, hides or changes (Windows, macOS, Linux), because the
 * file may be carried from one to the other; and it is never empty.
 */
import { byteLength } from '../../../shared/domain/text.ts'
import type { ExportFormat } from './store.ts'

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  text: 'txt',
  json: 'json',
  markdown: 'md',
}

/**
 * What Windows reserves (on a Mac and on Linux `/` and `:`), and what cannot be seen, turns text
 * around or is no character (which APFS refuses); but for the joiners and variation selectors,
 * which scripts and emoji need.
 */
const REFUSED =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Names that begin with a dot are hidden, and Windows leaves out dots and spaces at the end. */
const AROUND = /^(?:[.\s\u200c]|\u200d|[\ufe00-\ufe0f])+|[.\s]+$/gu

/** Windows takes these for a device, whatever comes behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/iu

/** At least one of these must be there to be read. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * The most that file systems take is 255 bytes; what an export is written to before it has its
 * name adds 17 (see export.ts).
 */
const FILE_NAME_BYTES = 255 - 17

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** With its ending, in at most FILE_NAME_BYTES; `room` where nothing readable is left. */
export function exportName(room: string, format: ExportFormat): string {
  const ending = `.${ENDINGS[format]}`
  const plain = room.replace(REFUSED, '').replace(/\s+/gu, ' ').replace(AROUND, '')
  const named = DEVICE.test(plain) ? `_${plain}` : plain
  const short = shortened(named, FILE_NAME_BYTES - ending.length).replace(AROUND, '')
  return `${VISIBLE.test(short) ? short : 'room'}${ending}`
}

/** The beginning of a text that fits, in whole letters. */
function shortened(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text
  let short = ''
  // No more than a byte a unit: what is behind cannot fit, and may be long.
  for (const { segment } of graphemes.segment(text.slice(0, bytes + 1))) {
    if (byteLength(short + segment) > bytes) break
    short += segment
  }
  return short
}
