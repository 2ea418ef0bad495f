import { describe, expect, test } from 'vitest'
import {
  type Answer,
  ask,
  type Engine,
  type EngineMethod,
} from '../../../../electron/core/store/engine.ts'
import { GroupCommit } from '../../../../electron/core/store/group-commit.ts'
import { openMemory } from '../../../../electron/core/store/recovery.ts'
import type { SqliteStore } from '../../../../electron/core/store/sqlite-store.ts'
import type { LogInfo } from '../../../../electron/core/store/store.ts'
import type { Committed } from '../../../../electron/core/store/writes.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import { COMMIT_MS, STORE_TRY_MS, UNSTORED_EVENTS } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { eventOf, keyOf, said, stretch, textOf } from '../../../support/store-kit.ts'

const FULL: Committed = { kind: 'failed', error: errorValue('storage_full'), lasting: false }

/** A core in memory, with a disk that can be slow or full. */
class FakeDisk implements Engine {
  readonly sqlite = openMemory().sqlite
  /** How many writes each transaction that was tried had. */
  readonly batches: number[] = []
  full = false
  broken: Committed | undefined
  #gate: Promise<void> | undefined

  /** Nothing comes back until what this answers is called. */
  hold(): () => void {
    const gate = Promise.withResolvers<void>()
    this.#gate = gate.promise
    return gate.resolve
  }

  async call<V extends EngineMethod>(
    method: V,
    ...args: Parameters<SqliteStore[V]>
  ): Promise<Answer<V>> {
    if (method === 'commit') this.batches.push((args[0] as unknown[]).length)
    await this.#gate
    const refused = this.broken ?? (this.full ? FULL : undefined)
    if (method === 'commit' && refused !== undefined) return refused as Answer<V>
    return ask(this.sqlite, method, args)
  }
}

async function begin() {
  const disk = new FakeDisk()
  const clock = new FakeClock()
  const writes = new GroupCommit(disk, clock, COMMIT_MS)
  const opened = writes.write('openLog', keyOf('lab'), {}, 0)
  clock.advance(COMMIT_MS)
  const { id } = (await opened) as LogInfo
  disk.batches.length = 0
  const texts = () => disk.sqlite.page(id, { after: 0, most: 99_999 }).map(textOf)
  /** What becomes of a write, as words in `order`. */
  const order: string[] = []
  const note = (name: string, write: Promise<unknown>) =>
    write.then(
      () => order.push(name),
      (error) => order.push(`${name}: ${error.code}`),
    )
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const retry = async () => {
    clock.advance(STORE_TRY_MS)
    await turn()
  }
  const commit = async () => {
    clock.advance(COMMIT_MS)
    await turn()
  }
  return { disk, clock, writes, id, texts, order, note, turn, retry, commit }
}

describe('writes', () => {
  test('that come within a moment share a transaction, and resolve in order', async () => {
    const { disk, writes, id, order, note, commit, clock } = await begin()
    void note('a', writes.write('append', id, said(1), 1))
    clock.advance(COMMIT_MS - 1)
    void note('b', writes.write('append', id, said(2), 1))
    void note('c', writes.write('draft', id, 'x'))
    expect(disk.batches).toEqual([])
    await commit()
    expect(disk.batches).toEqual([3])
    expect(order).toEqual(['a', 'b', 'c'])
    expect(clock.waiting).toBe(0)
  })

  test('that find the disk idle wait for nobody, and those after them for each other', async () => {
    const { disk, clock, writes, id, order, note, turn, commit } = await begin()
    clock.advance(COMMIT_MS)
    void note('a', writes.write('append', id, said(1), 1))
    await turn()
    expect(order).toEqual(['a'])
    void note('b', writes.write('append', id, said(2), 1))
    await turn()
    void note('c', writes.write('append', id, said(3), 1))
    await commit()
    expect(order).toEqual(['a', 'b', 'c'])
    expect(disk.batches).toEqual([1, 2])
    expect(clock.waiting).toBe(0)
  })

  test('that come while the disk is busy share the next one, without more waiting', async () => {
    const { disk, writes, id, order, note, commit, turn } = await begin()
    const release = disk.hold()
    void note('a', writes.write('append', id, said(1), 1))
    await commit()
    void note('b', writes.write('append', id, said(2), 1))
    void note('c', writes.write('append', id, said(3), 1))
    await turn()
    expect(order).toEqual([])
    release()
    await turn()
    expect(disk.batches).toEqual([1, 2])
    expect(order).toEqual(['a', 'b', 'c'])
  })

  test('that are refused do not stand in the way of the others', async () => {
    const { writes, id, order, note, commit, texts } = await begin()
    void note('a', writes.write('append', id, said(1), 1))
    void note('b', writes.write('append', 99, said(2), 1))
    void note('c', writes.write('keep', id, [eventOf(7)]))
    void note('d', writes.write('append', id, said(3), 1))
    await commit()
    expect(order).toEqual(['a', 'b: room_unknown', 'c: log_differs', 'd'])
    expect(texts()).toEqual(['message 1', 'message 3'])
  })

  test('are not written by half when the disk fails, and say what failed', async () => {
    const { disk, writes, id, order, note, commit, texts } = await begin()
    disk.broken = { kind: 'failed', error: errorValue('storage_failed', {}), lasting: true }
    void note('a', writes.write('append', id, said(1), 1))
    void note('b', writes.write('keep', id, [eventOf(1)]))
    await commit()
    expect(order).toEqual(['a: storage_failed', 'b: storage_failed'])
    expect(texts()).toEqual([])
  })
})

describe('on a full disk', () => {
  test('new words are refused at once, and what others said waits for room, in order', async () => {
    const { disk, writes, id, order, note, commit, retry, texts, clock } = await begin()
    disk.full = true
    void note('keep 1', writes.write('keep', id, [eventOf(1)]))
    void note('say', writes.write('append', id, said(1), 1))
    await commit()
    void note('keep 2', writes.write('keep', id, [eventOf(2)]))
    void note('draft', writes.write('draft', id, 'x'))
    await commit()
    await retry()
    expect(order).toEqual(['say: storage_full', 'draft: storage_full'])
    disk.full = false
    void note('keep 3', writes.write('keep', id, [eventOf(3)]))
    await retry()
    await commit()
    expect(order.slice(2)).toEqual(['keep 1', 'keep 2', 'keep 3'])
    expect(texts()).toEqual(['message 1', 'message 2', 'message 3'])
    expect(clock.waiting).toBe(0)
  })

  test('what was taken back is taken back when there is room: it must not be sent tomorrow', async () => {
    const { disk, writes, id, order, note, commit, retry } = await begin()
    const words = { kind: 'message', on: null, body: { text: 'words' } }
    const waiting = { cid: 'c', ...words, time: unixMs(1), error: null }
    void note('said', writes.write('queue', id, waiting))
    await commit()
    disk.full = true
    void note('unqueued', writes.write('unqueue', id, 'c'))
    void note('draft', writes.write('draft', id, 'x'))
    await commit()
    expect(order).toEqual(['said', 'draft: storage_full'])
    disk.full = false
    await retry()
    expect(order.at(-1)).toBe('unqueued')
  })

  test('what came while it was found full does not overtake', async () => {
    const { disk, writes, id, note, order, commit, retry, turn, texts } = await begin()
    disk.full = true
    const release = disk.hold()
    void note('keep 1', writes.write('keep', id, [eventOf(1)]))
    await commit()
    void note('keep 2', writes.write('keep', id, [eventOf(2)]))
    release()
    await turn()
    disk.full = false
    void note('keep 3', writes.write('keep', id, [eventOf(3)]))
    await commit()
    expect(order).toEqual([])
    await retry()
    await commit()
    expect(order).toEqual(['keep 1', 'keep 2', 'keep 3'])
    expect(texts()).toHaveLength(3)
  })

  test('only so much waits, and what is refused leaves no hole behind', async () => {
    const { disk, writes, id, note, order, commit, retry, texts } = await begin()
    disk.full = true
    void note('most', writes.write('keep', id, stretch(1, UNSTORED_EVENTS)))
    await commit()
    const next = UNSTORED_EVENTS + 1
    void note('over', writes.write('keep', id, [eventOf(next)]))
    disk.full = false
    await retry()
    void note('after', writes.write('keep', id, [eventOf(next + 1)]))
    void note('anew', writes.write('keep', id, stretch(next, next + 1)))
    await commit()
    expect(order).toEqual(['over: storage_full', 'most', 'after: storage_full', 'anew'])
    expect(texts()).toHaveLength(next + 1)
  })

  test('closing tries once more, then refuses what waits', async () => {
    const { disk, writes, id, note, order, commit, clock } = await begin()
    disk.full = true
    void note('keep', writes.write('keep', id, [eventOf(1)]))
    await commit()
    await writes.drain()
    expect(order).toEqual(['keep: storage_full'])
    expect(clock.waiting).toBe(0)
  })
})

test('closing writes what waits, without waiting for the moment to pass', async () => {
  const { disk, writes, id, note, order, turn, texts, clock } = await begin()
  const release = disk.hold()
  void note('a', writes.write('append', id, said(1), 1))
  const drained = note('drained', writes.drain())
  void note('b', writes.write('append', id, said(2), 1))
  await turn()
  release()
  await drained
  expect(order).toEqual(['a', 'b', 'drained'])
  expect(texts()).toHaveLength(2)
  expect(clock.waiting).toBe(0)
})

test('closing while the disk has just got room writes what was held', async () => {
  const { disk, writes, id, note, order, commit, texts } = await begin()
  disk.full = true
  void note('keep 1', writes.write('keep', id, [eventOf(1)]))
  await commit()
  disk.full = false
  void note('keep 2', writes.write('keep', id, [eventOf(2)]))
  await writes.drain()
  expect(order).toEqual(['keep 1', 'keep 2'])
  expect(texts()).toHaveLength(2)
})
