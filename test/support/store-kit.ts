/** What tests of the store begin with: people, things said, logs, folders that go away. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import type { LogKey, OutboxMessage, Store, StoredEvent } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { unixMs } from '../../shared/domain/time.ts'
import type { Said } from '../../shared/events/kind.ts'
import { lineOf } from '../../shared/events/kinds.ts'

export const personOf = (n: number) => Buffer.alloc(32, n).toString('base64url') as Fingerprint
export const [HOST, ANN, BOB] = [personOf(1), personOf(2), personOf(3)]

export const silent = { info() {}, warn() {}, error() {} }

/** A room of the host's in which we are Ann. */
export const keyOf = (roomId: string): LogKey => ({ roomId, hostKey: HOST, ownKey: ANN })

/** Something said; its cid tells who said which number. */
export const said = (n: number, text = `message ${n}`, author = ANN) => ({
  kind: 'message',
  on: null,
  body: { text },
  author: { id: author, name: author === ANN ? 'Ann' : 'Bob' },
  cid: `${author === ANN ? 'ann' : 'bob'}-${n}`,
  time: unixMs(1_767_225_600_000 + n),
})

/** The text of a message; null for what has none. */
export const textOf = (said: Said) => lineOf(said)

/** Words that wait to be sent. */
export const pendingText = (cid: string, text: string, time = 1): OutboxMessage => ({
  ...{ cid, kind: 'message', on: null, body: { text }, time: unixMs(time), error: null },
})

/** An event as a host gives it, said by Bob unless told. */
export const eventOf = (seq: number, text?: string, author = BOB): StoredEvent => ({
  seq,
  ...said(seq, text, author),
})

/** The events `from` … `to`. */
export const stretch = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => eventOf(from + n))

export const seqs = (events: readonly StoredEvent[]) => events.map(({ seq }) => seq)

export async function memoryStore(): Promise<Store> {
  return (await openStore({ path: ':memory:', clock: systemClock, logger: silent })).store
}

/** A folder that is gone when it is disposed of; `file` is where a store belongs in it. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'tincan-store-'))
  readonly data = join(this.path, 'data')
  readonly file = join(this.data, 'messages.db')

  open() {
    return openStore({ path: this.file, clock: systemClock, logger: silent })
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
