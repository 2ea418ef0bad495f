/**
 * What was typed and not sent. The window has it first; the main process keeps it, so that it
 * outlives a reload, a restart and a kill. What stands in the window is newer than what a
 * snapshot brings.
 */

import type { RoomSnapshot } from '../../../shared/contract/snapshot.ts'
import { TEXT_BYTES } from '../../../shared/domain/limits.ts'

export type Drafts = Readonly<Record<string, string>>

/** The least time between two writings while somebody types: what a kill can cost. */
const KEEP_MS = 300

/** More than can be sent, and as much as the contract takes. */
const MOST_CHARS = 4 * TEXT_BYTES

/** The drafts held, and those of rooms that had none here yet. */
export function withKept(drafts: Drafts, rooms: readonly RoomSnapshot[]): Drafts {
  const fresh = rooms.filter((room) => drafts[room.id] === undefined && room.draft !== '')
  if (fresh.length === 0) return drafts
  return { ...drafts, ...Object.fromEntries(fresh.map(({ id, draft }) => [id, draft])) }
}

/** The draft with words given back to it: a refused or unqueued message comes before the rest. */
export function restored(draft: string, text: string): string {
  return draft.trim() === '' ? text : `${text}\n${draft}`
}

export interface DraftKeeper {
  /** Has a draft kept: at once, and while somebody types every now and then. */
  readonly keep: (roomId: string, text: string) => void
  /** Has all of them kept now, in one go before whatever is asked next. */
  readonly flush: () => void
  /** The room is gone, and its draft with it. */
  readonly drop: (roomId: string) => void
}

export function createDraftKeeper(send: (roomId: string, text: string) => void): DraftKeeper {
  const waiting = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const drafts = [...waiting]
    waiting.clear()
    for (const [roomId, text] of drafts) send(roomId, text)
    if (drafts.length > 0) timer = setTimeout(flush, KEEP_MS)
  }
  return {
    keep(roomId, text) {
      waiting.set(roomId, text.slice(0, MOST_CHARS))
      if (timer === undefined) flush()
    },
    flush,
    drop: (roomId) => void waiting.delete(roomId),
  }
}
