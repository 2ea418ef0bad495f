/** The name that is offered for an exported room: one that every file system takes. */
import type { ExportFormat } from './store.ts'

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  text: 'txt',
  json: 'json',
  markdown: 'md',
}

export function exportName(room: string, format: ExportFormat): string {
  const plain = room.replace(/[^\p{L}\p{N} _-]/gu, '').trim()
  return `${plain === '' ? 'room' : plain}.${ENDINGS[format]}`
}
