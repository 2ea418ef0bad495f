/**
 * `npm run bench`: how quick a room is, in figures. Host and members share one process, so these
 * are lower bounds. Nothing is asserted: figures are for reading, and for comparing two commits
 * on one machine.
 */
import { randomUUID } from 'node:crypto'
import { LineDecoder } from '../../electron/core/net/lines.ts'
import { LINE_BYTES } from '../../shared/domain/limits.ts'
import { Loopback } from '../support/loopback.ts'

const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)
const perSecond = (count: number, ms: number) =>
  `${Math.round((count / ms) * 1000).toLocaleString('en')} /s`

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** Joins `count` members, then has one say `messages`; answers deliveries a second. */
async function room(count: number, messages: number): Promise<number> {
  await using net = new Loopback()
  const host = await net.host('Ann')
  const members: Awaited<ReturnType<typeof net.join>>[] = []
  const joining = await timed(async () => {
    for (let n = 1; n < count; n += 50) {
      const batch = Array.from({ length: Math.min(50, count - n) }, (_, i) =>
        net.join(host.address, `M ${n + i}`),
      )
      members.push(...(await Promise.all(batch)))
    }
  })
  row(`${count} members join`, `${Math.round(joining)} ms, ${perSecond(count, joining)}`)
  const [speaker] = members
  if (speaker === undefined) throw new Error('there is a member')
  const everybody = [host, ...members]
  const talking = await timed(() => {
    for (let n = 0; n < messages; n += 1) speaker.session.say(randomUUID(), `message ${n}`)
    return Promise.all(
      everybody.map((one) =>
        one.until(() => one.session.pending.length === 0 && one.session.log.tail.last === messages),
      ),
    )
  })
  row(
    `${messages} messages reach ${count} members, all`,
    `${Math.round(talking)} ms, ${perSecond(count * messages, talking)}`,
  )
  const echo = await timed(async () => {
    for (let n = 0; n < 20; n += 1) {
      speaker.session.say(randomUUID(), 'ping')
      await speaker.until(() => speaker.session.pending.length === 0)
    }
  })
  row(`a message is confirmed, among ${count} members`, `${(echo / 20).toFixed(2)} ms`)
  return (count * messages) / talking
}

function decoding(size: number): void {
  const bytes = Buffer.from(
    `${'x'.repeat(size - 1)}\n`.repeat(Math.ceil((32 * 1024 * 1024) / size)),
  )
  const decoder = new LineDecoder(LINE_BYTES)
  const start = performance.now()
  let lines = 0
  for (let at = 0; at < bytes.length; at += 65_536)
    for (const _ of decoder.push(bytes.subarray(at, at + 65_536))) lines += 1
  const ms = performance.now() - start
  row(
    `lines of ${size} bytes are cut`,
    `${Math.round(bytes.length / 1024 / 1024 / (ms / 1000))} MiB/s, ${perSecond(lines, ms)}`,
  )
}

decoding(200)
decoding(16_384)
const small = await room(50, 1000)
const large = await room(500, 200)
row('deliveries a second, 500 members against 50', `× ${(large / small).toFixed(2)}`)
