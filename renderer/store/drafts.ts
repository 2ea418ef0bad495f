/**
 * Drafts outlive a room switch and a reload of the window, not the program: they stand in the
 * session's storage, one key a room. A storage that refuses (full, forbidden) costs only that.
 */
const PREFIX = 'tincan.draft.'

export type Drafts = Readonly<Record<string, string>>

export function readDrafts(storage: Storage): Drafts {
  const drafts: Record<string, string> = {}
  for (let i = 0; i < storage.length; i += 1) {
    const key = storage.key(i)
    if (key?.startsWith(PREFIX) === true) {
      drafts[key.slice(PREFIX.length)] = storage.getItem(key) ?? ''
    }
  }
  return drafts
}

export function writeDraft(storage: Storage, roomId: string, text: string): void {
  try {
    if (text === '') storage.removeItem(PREFIX + roomId)
    else storage.setItem(PREFIX + roomId, text)
  } catch {
    // The draft still lives in the window; only a reload would lose it.
  }
}

/** The draft with words given back to it: a refused or withdrawn message comes before the rest. */
export function restored(draft: string, text: string): string {
  return draft.trim() === '' ? text : `${text}\n${draft}`
}
