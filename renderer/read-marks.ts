/**
 * Tells the main process how far the room in front has been read, at most once in READ_MS: what
 * has been seen is not unread after a restart.
 */
import type { TincanApi } from '../shared/contract/ipc.ts'
import { settle, type TincanStore } from './store/store.ts'
import { activeRoom, type View } from './store/view.ts'

/** A mark that is so much too old costs a glance; one for each message would cost a write. */
const READ_MS = 1_000

/** The room that somebody looks at, and the last event that it shows; null when nobody looks. */
function seenIn(view: View): { readonly roomId: string; readonly seq: number } | null {
  const room = activeRoom(view)
  if (room === undefined || !view.attentive || room.aside !== null) return null
  return { roomId: room.info.id, seq: room.timeline.to }
}

/** Begins to tell; returns the end of it. */
export function keepReadMarks(store: TincanStore, api: TincanApi): () => void {
  const told = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    timer = undefined
    const seen = seenIn(store.getState().view)
    if (seen === null || seen.seq <= (told.get(seen.roomId) ?? 0)) return
    told.set(seen.roomId, seen.seq)
    void settle(api.read(seen)).then((answer) => {
      // Told again with what is seen next.
      if (!answer.ok) told.delete(seen.roomId)
    })
  }
  const unsubscribe = store.subscribe(({ view }) => {
    const seen = seenIn(view)
    if (seen === null || seen.seq <= (told.get(seen.roomId) ?? 0)) return
    timer ??= setTimeout(tell, READ_MS)
  })
  return () => {
    clearTimeout(timer)
    unsubscribe()
  }
}
