/**
 * `npm run bench:forget [-- MESSAGES]`: what it costs to take a withdrawn message out of the index
 * of a million (or so many), in figures: how long that takes, and how long commits wait meanwhile.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { openFile } from '../../electron/core/store/recovery.ts'
import { SCHEMA_VERSION } from '../../electron/core/store/schema.ts'
import { on, saying } from '../support/standing-kit.ts'
import { BOB, eventOf, Folder, keyOf, said, silent } from '../support/store-kit.ts'

const MESSAGES = Number(process.argv[2] ?? 1_000_000)
/** One message each so many milliseconds. */
const PACE = 20
const QUIET = 1_000
const BATCH = 1_000

const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)
const ms = (value: number) => `${value.toFixed(1)} ms`

/** Twelve words of 30,000, some much more often than others, and one that nobody else says. */
function textOf(n: number): string {
  let state = n * 7_919 + 1
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  random()
  const words = Array.from({ length: 12 }, () => {
    const word = Math.floor(random() ** 3 * 30_000)
    return ((word * 2_654_435_761) % 4_294_967_296).toString(36)
  })
  return `${words.join(' ')} only${n}here`
}

async function fill(folder: Folder): Promise<void> {
  const { sqlite } = openFile(folder.file)
  sqlite.commit([{ name: 'openLog', args: [keyOf('lab'), {}, 0] }])
  for (let from = 1; from <= MESSAGES; from += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, MESSAGES - from + 1) }, (_, at) =>
      eventOf(from + at, textOf(from + at)),
    )
    sqlite.commit([{ name: 'keep', args: [1, events] }])
  }
  while (sqlite.tend());
  await sqlite.close()
}

using folder = new Folder()
await fill(folder)
const size = Math.round(statSync(folder.file).size / 1024 / 1024)
row(`messages`, `${MESSAGES.toLocaleString('en')}, ${size} MB`)
const { store } = await openStore({ path: folder.file, clock: systemClock, logger: silent })

let spoken = 0
/** Commits one message, then waits for the next moment; answers how long the commit took. */
async function commit(): Promise<number> {
  spoken += 1
  const begun = performance.now()
  const words = { ...said(1, textOf(MESSAGES + spoken), BOB), cid: `b${spoken}` }
  await store.append(1, words, 1)
  const took = performance.now() - begun
  await sleep(Math.max(0, PACE - took))
  return took
}

function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}
const told = ({ p50, p99 }: ReturnType<typeof percentiles>) => `p50 ${ms(p50)}, p99 ${ms(p99)}`

// What a start still has to look at is not what is measured.
for (let n = 0; n < QUIET; n += 1) await commit()
const times: number[] = []
for (let n = 0; n < QUIET; n += 1) times.push(await commit())
row(`a commit, one each ${PACE} ms, nothing to forget`, told(percentiles(times)))

// The last thing that goes before the log is emptied: so its end can be seen from outside.
const copy = `${folder.file}.before-${SCHEMA_VERSION}`
/** Withdraws a message, and does something again and again until its words are out of the file. */
async function forget(seq: number, meanwhile: () => Promise<unknown>): Promise<void> {
  writeFileSync(copy, 'copy')
  const withdrawal = { ...saying(on(1, seq, {}, BOB, 'deletion')), cid: `gone${seq}` }
  const begun = performance.now()
  await store.append(1, withdrawal, 1)
  row('the commit that withdraws', ms(performance.now() - begun))
  while (existsSync(copy)) await meanwhile()
  row('the words are out of the file after', ms(performance.now() - begun))
}
await forget(Math.ceil(MESSAGES / 3), () => sleep(PACE))
const meanwhile: number[] = []
await forget(Math.ceil(MESSAGES / 2), async () => meanwhile.push(await commit()))
const busy = percentiles(meanwhile)
row(`a commit meanwhile (${meanwhile.length})`, told(busy))
const after: number[] = []
for (let n = 0; n < QUIET; n += 1) after.push(await commit())
row('a commit, quiet again', told(percentiles(after)))
const quiet = percentiles([...times, ...after])
row('p99, while it forgets against all that is quiet', `× ${(busy.p99 / quiet.p99).toFixed(2)}`)
const closing = performance.now()
await store.close()
row('the store is closed in', ms(performance.now() - closing))
