/** Gathers what came in a short while and hands it on as one sentence for screen readers. */
import type { Entry } from '../../shared/events/conversation.ts'
import { announcementOf } from './announce.ts'

/** Long enough to make one sentence of a burst, short enough to feel immediate. */
const GATHER_MS = 500

export interface Announcer {
  readonly add: (entries: readonly Entry[]) => void
  /** What was withdrawn is not told any more. */
  readonly drop: (seq: number) => void
  readonly close: () => void
}

export function createAnnouncer(say: (words: string) => void): Announcer {
  let gathered: Entry[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const words = announcementOf(gathered)
    gathered = []
    if (words !== '') say(words)
  }
  return {
    add(entries) {
      gathered.push(...entries)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    drop(seq) {
      gathered = gathered.filter((entry) => entry.kind === 'notice' || entry.seq !== seq)
    },
    close() {
      clearTimeout(timer)
    },
  }
}
