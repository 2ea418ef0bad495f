/** What a data folder holds when its process has ended: its log of the room, and what waits there. */
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openStore } from '../../electron/store/open-store.ts'
import { type LogId, MESSAGES, type Store, type StoredEvent } from '../../electron/store/store.ts'
import { different, type Message } from './verdict.ts'

const PAGE = 1000
const SILENT = { info() {}, warn() {}, error() {} }

/**
 * What is wrong with a folder: another log than the host's, words that still wait to be sent,
 * more than one log.
 */
export async function wrongIn(
  folder: string,
  who: string,
  log: readonly Message[],
): Promise<string[]> {
  const path = join(folder, MESSAGES)
  const { store, damage } = await openStore({ path, clock: systemClock, log: SILENT })
  try {
    const [one, ...more] = await store.logs()
    if (one === undefined) return [`${who} has no log`]
    const messages = await messagesOf(store, one.id)
    const waiting = await store.outbox(one.id)
    return [
      ...different({ who: `${who}’s disk`, messages, from: 1, toTheEnd: true }, log),
      ...waiting.map(({ cid }) => `${cid} still waits in ${who}’s outbox`),
      ...more.map(({ room }) => `${who} has another log of ${room}`),
      ...(damage === null ? [] : [`${who}: ${damage.message}`]),
    ]
  } finally {
    await store.close()
  }
}

async function messagesOf(store: Store, log: LogId): Promise<Message[]> {
  const events: StoredEvent[] = []
  for (;;) {
    const page = await store.page(log, { after: events.at(-1)?.seq ?? 0, most: PAGE })
    if (page.length === 0) break
    events.push(...page)
  }
  return events.map(({ seq, author, cid, text }) => ({
    seq,
    author: author.name,
    cid,
    text: text ?? '',
  }))
}
