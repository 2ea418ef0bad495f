/** What tests of what stands on events begin with: reactions, as events and as they are said. */
import type { Store, StoredEvent } from '../../electron/core/store/store.ts'
import type { Body } from '../../shared/events/body.ts'
import { BOB, eventOf, keyOf, memoryStore, seqs } from './store-kit.ts'

/** Something that Bob, or another, says on an event. */
export const on = (
  seq: number,
  target: number,
  body: Body,
  author = BOB,
  kind = 'reaction',
): StoredEvent => ({
  ...eventOf(seq, '', author),
  ...{ kind, on: target, body },
})
export const emoji = (seq: number, target: number, one = '👍', author = BOB) =>
  on(seq, target, { emoji: one }, author)
export const back = (seq: number, target: number, one = '👍', author = BOB) =>
  on(seq, target, { emoji: one, off: true }, author)
/** The same, as the store has it while it counts: one of so many under its key. */
export const counting = (event: StoredEvent, of = 1) => ({ ...event, of })
/** The same, as it is said to the host. */
export const saying = ({ seq, ...event }: StoredEvent) => event

export async function withLog(after = 0): Promise<{ store: Store; log: number }> {
  const store = await memoryStore()
  return { store, log: (await store.openLog(keyOf('lab'), {}, after)).id }
}
export const standingOf = async (store: Store, log: number, target: number) =>
  seqs((await store.standing(log, target, false)).standing).toSorted((one, other) => one - other)
