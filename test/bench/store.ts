/**
 * `npm run bench:store [-- MESSAGES]`: how quick the store is with a million
 * messages (or so many), in figures. Nothing is asserted: figures are for reading, and for comparing two commits on one
 * machine. The disk is the one of the temporary folder.
 */
import { statSync } from 'node:fs'
import type { Store } from '../../electron/core/store/store.ts'
import { Child } from '../integration/store-kit.ts'
import { ANN, BOB, Folder, keyOf, said } from '../support/store-kit.ts'

const MESSAGES = Number(process.argv[2] ?? 1_000_000)
const STRETCH = 1_000

const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)
const ms = (time: number) => `${time.toFixed(time < 10 ? 2 : 0)} ms`
const perSecond = (count: number, time: number) =>
  `${Math.round((count / time) * 1000).toLocaleString('en')} /s`

async function timed<T>(run: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now()
  const result = await run()
  return [performance.now() - start, result]
}

/** The middle of five, after one that warms up. */
async function middle(run: () => Promise<unknown>): Promise<number> {
  await run()
  const times: number[] = []
  for (let n = 0; n < 5; n += 1) times.push((await timed(run))[0])
  return times.sort((a, b) => a - b)[2] ?? 0
}

/** Twelve words, the common ones often, as in speech; the same at every run. */
let state = 1
function random(): number {
  state = (state * 48_271) % 2_147_483_647
  return state / 2_147_483_647
}
const word = () => `w${Math.floor(20_000 ** random())}`
const text = (n: number) =>
  `the ${Array.from({ length: 11 }, word).join(' ')}${n === MESSAGES / 2 ? ' needle' : ''}`

async function fill(store: Store, log: number, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq += STRETCH) {
    const events = Array.from({ length: Math.min(STRETCH, to - seq + 1) }, (_, n) => ({
      seq: seq + n,
      ...said(seq + n, text(seq + n), n % 2 === 0 ? ANN : BOB),
      cid: crypto.randomUUID(),
    }))
    await store.keep(log, events)
  }
}

async function commits(store: Store, log: number): Promise<void> {
  let n = 0
  const append = () => {
    n += 1
    return store.append(log, { ...said(n), cid: crypto.randomUUID() }, 1)
  }
  const [alone] = await timed(async () => {
    for (let i = 0; i < 200; i += 1) await append()
  })
  row('commits, one after the other', `${perSecond(200, alone)}, ${ms(alone / 200)} each`)
  const [together] = await timed(() => Promise.all(Array.from({ length: 5_000 }, append)))
  row('commits, 5,000 at once', perSecond(5_000, together))
}

async function pages(store: Store, log: number): Promise<void> {
  for (const [place, before] of [
    ['beginning', 201],
    ['middle', MESSAGES / 2],
    ['end', MESSAGES + 1],
  ] as const)
    row(
      `a page of 200 at the ${place}`,
      ms(await middle(() => store.page(log, { before, most: 200 }))),
    )
}

async function searches(store: Store, log: number, other: number): Promise<void> {
  for (const [what, asked, where] of [
    ['a rare word', 'needle', null],
    ['the most common word', 'the ', null],
    ['the most common word, in a room without it', 'the ', other],
    ['one letter', 'w', null],
    ['four letters of the most common words', 'w123', null],
    ['a common and a rare word', 'the needle', null],
    ['two words of medium frequency', 'w1500 w700', null],
    ['two words, in one room', 'w1500 w700', log],
    ['no such word', 'nothing', null],
  ] as const) {
    const found = await store.search(asked, where, null, 50)
    const time = await middle(() => store.search(asked, where, null, 50))
    row(`search: ${what}`, `${ms(time)}, ${found.length} hits`)
  }
}

using folder = new Folder()
row('messages', MESSAGES.toLocaleString('en'))
const first = await folder.open()
const { id } = await first.store.openLog(keyOf('lab'), {}, 0)
const other = await first.store.openLog(keyOf('pub'), {}, 0)
const [filling] = await timed(() => fill(first.store, id, 1, MESSAGES))
row('kept, in transactions of 1,000', `${ms(filling)}, ${perSecond(MESSAGES, filling)}`)
const [closing] = await timed(() => first.store.close())
row('closed', ms(closing))
row('the file', `${Math.round(statSync(folder.file).size / 1024 / 1024)} MB`)

const [opening, { store }] = await timed(() => folder.open())
row('opened', ms(opening))
await pages(store, id)
await searches(store, id, other.id)
await commits(store, other.id)
const [exporting] = await timed(() => store.export(id, 'text', `${folder.path}/out.txt`))
row('exported as text', ms(exporting))
const [deleting] = await timed(() => store.delete(other.id))
row('another room deleted, the file written anew', ms(deleting))
await store.close()

await using child = new Child(folder.file, 'hold')
await child.printed(1)
await child.kill()
const [checking, again] = await timed(() => folder.open())
row('opened after a kill, looked through for damage', ms(checking))
const [emptying] = await timed(() => again.store.delete(id))
row('the whole room deleted', ms(emptying))
await again.store.close()
