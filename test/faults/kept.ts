/** What a data folder holds when its process has ended: its log of the room, and what waits there. */

import { join } from 'node:path'
import { systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import {
  type LogId,
  MESSAGES,
  type Store,
  type StoredEvent,
} from '../../electron/core/store/store.ts'
import { different, type Message } from './verdict.ts'
import { wordsOf } from './words.ts'

const PAGE = 1000
const SILENT = { info() {}, warn() {}, error() {} }

export interface Kept {
  /** The first log's, oldest first; null when there is no log. */
  readonly messages: readonly Message[] | null
  /** The first log's, by their cids, in the order in which they leave. */
  readonly waiting: readonly string[]
  /** What should not be: another log beside it, damage. */
  readonly besides: readonly string[]
}

/** Reads the folder of a process that has ended. */
export async function keptIn(folder: string): Promise<Kept> {
  const path = join(folder, MESSAGES)
  const { store, damage } = await openStore({ path, clock: systemClock, logger: SILENT })
  const damaged = damage === null ? [] : [damage.message]
  try {
    const [one, ...more] = await store.logs()
    if (one === undefined) return { messages: null, waiting: [], besides: damaged }
    return {
      messages: await messagesOf(store, one.id),
      waiting: (await store.outbox(one.id)).map(({ cid }) => cid),
      besides: [...more.map(({ room }) => `another log of ${room}`), ...damaged],
    }
  } finally {
    await store.close()
  }
}

/**
 * What is wrong with a folder: another log than the host's, words that still wait to be sent,
 * more than one log.
 */
export async function wrongIn(
  folder: string,
  who: string,
  log: readonly Message[],
): Promise<string[]> {
  const { messages, waiting, besides } = await keptIn(folder)
  return [
    ...(messages === null
      ? [`${who} has no log`]
      : different({ who: `${who}’s disk`, messages, from: 1, toTheEnd: true }, log)),
    ...waiting.map((cid) => `${cid} still waits in ${who}’s outbox`),
    ...besides.map((what) => `${who} has ${what}`),
  ]
}

async function messagesOf(store: Store, log: LogId): Promise<Message[]> {
  const events: StoredEvent[] = []
  for (;;) {
    const page = await store.page(log, { after: events.at(-1)?.seq ?? 0, most: PAGE })
    if (page.length === 0) break
    events.push(...page)
  }
  return events.map(({ seq, author, cid, kind, on, body }) => ({
    seq,
    author: author.name,
    cid,
    text: wordsOf({ kind, on, body }),
  }))
}
