import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { LineWriter } from '../../../electron/terminal/line-writer.ts'
import { OUTPUT_BYTES } from '../../../shared/domain/limits.ts'

/** A stream whose other side takes a piece when the test says so. */
class Slow extends Writable {
  readonly taken: string[] = []
  #take: ((error?: Error) => void) | undefined

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#take = (error) => {
      if (error === undefined) this.taken.push(...chunk.toString().split('\n').filter(Boolean))
      done(error)
    }
  }

  /** Takes everything that waits, or fails with a system's error. */
  async take(error?: Error): Promise<void> {
    for (let take = this.#take; take !== undefined; take = this.#take) {
      this.#take = undefined
      take(error)
      await setImmediate()
    }
  }
}

function writer() {
  const stream = new Slow()
  const causes: string[] = []
  const lines = new LineWriter(
    stream,
    (n) => `${n} left out`,
    (cause) => causes.push(cause),
  )
  return { stream, lines, causes }
}

const LONG = 'x'.repeat(OUTPUT_BYTES / 4)

describe('lines for a stream that takes none', () => {
  test('wait up to the limit; then they are left out, and their number is said', async () => {
    const { stream, lines } = writer()
    for (let n = 0; n < 10; n += 1) lines.write(`${n}${LONG}`)
    expect(lines.full).toBe(true)
    expect(stream.writableLength).toBeLessThan(2 * OUTPUT_BYTES)
    lines.omit(3)
    await stream.take()
    lines.write('after')
    await stream.take()
    expect(stream.taken.map((line) => line.slice(0, 12))).toEqual([
      ...[0, 1, 2, 3].map((n) => `${n}xxxxxxxxxxx`),
      '9 left out',
      'after',
    ])
  })

  test('room is told when the stream has taken what waited', async () => {
    const { stream, lines } = writer()
    await lines.room()
    for (let n = 0; n < 5; n += 1) lines.write(LONG)
    let room = false
    const told = lines.room().then(() => {
      room = true
    })
    await setImmediate()
    expect(room).toBe(false)
    await stream.take()
    await told
    expect(lines.full).toBe(false)
  })

  test('a stream that fails is told of once, takes no more, and keeps nobody waiting', async () => {
    const { stream, lines, causes } = writer()
    for (let n = 0; n < 5; n += 1) lines.write(LONG)
    const waiting = Promise.all([lines.room(), lines.taken()])
    await stream.take(Object.assign(new Error('gone'), { code: 'EPIPE' }))
    await waiting
    lines.write('more')
    await lines.taken()
    expect(causes).toEqual(['EPIPE'])
    expect(lines.full).toBe(false)
  })
})
