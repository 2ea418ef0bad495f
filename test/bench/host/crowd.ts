/**
 * Members of a server that is measured, in a process of their own: they come in, talk, and count
 * what they hear. Every line is looked at: none is lost, doubled or out of order unseen.
 *
 * `node crowd.ts JOB`, JOB a {@link Job} as JSON; prints a {@link Report} as JSON, and stays until its
 * input ends.
 */
import { randomUUID } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { WebSocket } from 'ws'
import { createIdentity, type Identity } from '../../../electron/core/identity/identity.ts'
import { ALPN } from '../../../electron/core/net/tls.ts'

/** Who is spoken to: our host, the bare relay (lines over TLS), or `ws`. */
export type Wire = 'tincan' | 'relay' | 'ws'

export type Work =
  /** One says as much as it can, `window` texts ahead of what it hears; the others listen. */
  | { readonly does: 'fan'; readonly window: number; readonly seconds: number }
  /** Everybody does. */
  | { readonly does: 'all'; readonly window: number; readonly seconds: number }
  /** One says so many texts a second. */
  | { readonly does: 'pace'; readonly rate: number; readonly seconds: number }
  /** They come in, so many at a time. */
  | { readonly does: 'join'; readonly atOnce: number }

export interface Job {
  readonly wire: Wire
  readonly port: number
  /** Who listen, besides the one who speaks. */
  readonly members: number
  readonly work: Work
  /** One of the members reads nothing. */
  readonly deaf?: boolean
}

export interface Report {
  /** Texts that reached somebody, a second; but for the speaker's own in `fan`. */
  readonly deliveries?: number
  /** From the saying of a text to its hearing, in milliseconds. */
  readonly p50?: number
  readonly p99?: number
  /** Milliseconds until everybody was in. */
  readonly joined?: number
  /** Of one processor, what the members took. */
  readonly cpu: number
  /** Holes, and texts that came twice or in another order. */
  readonly faults: number
}

const TEXT_CHARS = 200
/** `…NNNNNNNNWWWW`: which text it is, and whose. */
const [NUMBER_CHARS, WHOSE_CHARS] = [8, 4]
const NEWLINE = 0x0a
const ENTER_MS = 120_000

/** Where the text ends in what is heard, from the end. */
const TAIL = { tincan: '"}}'.length, relay: '"}}'.length, ws: 0 } as const

/** One member: comes in, says texts by number, and looks at every line that it hears. */
export class Member {
  readonly at: number
  readonly #wire: Wire
  readonly #onText: TextHeard
  #write: (line: string) => void = () => {}
  #rest: Buffer | undefined
  #seq = 0
  #onIn: () => void = () => {}
  #last: number[] = []
  socket: Socket | undefined
  said = 0
  heard = 0
  ownHeard = 0
  faults = 0

  constructor(at: number, wire: Wire, onText: TextHeard) {
    this.at = at
    this.#wire = wire
    this.#onText = onText
  }

  async enter(port: number, identity: Identity | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const net = setTimeout(() => reject(new Error(`member ${this.at} is not in`)), ENTER_MS)
    this.#onIn = resolve
    if (this.#wire === 'ws') this.#enterWs(port, resolve, reject)
    else this.#enterTls(port, identity, reject)
    await promise.finally(() => clearTimeout(net))
  }

  #enterTls(port: number, identity: Identity | undefined, reject: (error: Error) => void): void {
    const certificate = identity && { key: identity.key, cert: identity.certificate }
    const raw = connectTcp({ port, host: '127.0.0.1' })
    const socket = connectTls({
      ...{ socket: raw, rejectUnauthorized: false, ALPNProtocols: [ALPN], minVersion: 'TLSv1.3' },
      ...certificate,
    })
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('secureConnect', () => {
      raw.setNoDelay(true)
      const hello = { type: 'hello', version: 1, capabilities: [], name: `m${this.at}` }
      socket.write(this.#wire === 'relay' ? 'hi\n' : `${JSON.stringify(hello)}\n`)
    })
    this.socket = socket
    this.#write = (line) => socket.write(line)
  }

  #enterWs(port: number, resolve: () => void, reject: (error: Error) => void): void {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    socket.on('error', reject)
    socket.on('open', () => {
      // What is underneath: to read nothing from.
      this.socket = (socket as unknown as { _socket: Socket })._socket
      resolve()
    })
    socket.on('message', (data: Buffer) => this.#text(data, data.length))
    this.#write = (line) => socket.send(line)
  }

  say(): void {
    const number = String(this.said).padStart(NUMBER_CHARS, '0')
    const whose = String(this.at).padStart(WHOSE_CHARS, '0')
    this.said += 1
    const text = `${'x'.repeat(TEXT_CHARS - NUMBER_CHARS - WHOSE_CHARS)}${number}${whose}`
    const post = { type: 'post', cid: randomUUID(), kind: 'message', body: { text } }
    this.#write(this.#wire === 'ws' ? text : `${JSON.stringify(post)}\n`)
  }

  /** Bytes as they come, cut anywhere. */
  take(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.#line(bytes, from, end)
      from = end + 1
    }
    this.#rest = from < bytes.length ? bytes.subarray(from) : undefined
  }

  /** `{"type":"event","seq":N,…`, and `{"type":"joined",…`; what else there is counts for nothing. */
  #line(bytes: Buffer, from: number, end: number): void {
    if (this.#wire === 'relay') {
      if (end - from === 'ok'.length) this.#onIn()
      else this.#text(bytes, end)
      return
    }
    const [first, second] = [bytes[from + 9], bytes[from + 10]]
    if (first === 0x6a) this.#onIn()
    if (first !== 0x65 || second !== 0x76) return
    let seq = 0
    for (let at = from + 22; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - 0x30
      if (digit < 0 || digit > 9) break
      seq = seq * 10 + digit
    }
    if (this.#seq !== 0 && seq !== this.#seq + 1) this.faults += 1
    this.#seq = seq
    this.#text(bytes, end)
  }

  #text(bytes: Buffer, end: number): void {
    const at = end - TAIL[this.#wire] - WHOSE_CHARS
    const [number, whose] = [
      numberAt(bytes, at - NUMBER_CHARS, at),
      numberAt(bytes, at, at + WHOSE_CHARS),
    ]
    const before = this.#last[whose]
    if (before !== undefined && number !== before + 1) this.faults += 1
    this.#last[whose] = number
    this.heard += 1
    if (whose === this.at) this.ownHeard += 1
    this.#onText(this, number, whose)
  }
}

type TextHeard = (by: Member, number: number, whose: number) => void

function numberAt(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) value = value * 10 + (bytes[at] ?? 0) - 0x30
  return value
}

/** What a stretch of time took. */
interface Taken {
  readonly seconds: number
  /** Of one processor. */
  readonly cpu: number
}

async function taken(act: () => Promise<unknown>): Promise<Taken> {
  const [begun, before] = [performance.now(), process.cpuUsage()]
  await act()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(before)
  return { seconds, cpu: (user + system) / 1e6 / seconds }
}

const pass = (seconds: number) =>
  taken(() => new Promise((resolve) => setTimeout(resolve, seconds * 1000)))

/** Their keys are made before the time begins. */
async function enterAll(members: readonly Member[], port: number, atOnce: number): Promise<Taken> {
  const identities = await Promise.all(members.map(() => createIdentity()))
  const waiting = [...members.entries()]
  const enterOnes = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await next[1].enter(port, identities[next[0]])
    }
  }
  return taken(() => Promise.all(Array.from({ length: atOnce }, enterOnes)))
}

const WARM_SECONDS = 1

async function run({ wire, port, members: many, work, deaf = false }: Job): Promise<Report> {
  let onText: TextHeard = () => {}
  const members = Array.from(
    { length: many + Number(work.does === 'fan' || work.does === 'pace') },
    (_, at) => new Member(at, wire, (by, number, whose) => onText(by, number, whose)),
  )
  const atOnce = work.does === 'join' ? work.atOnce : 8
  const entering = await enterAll(members, port, atOnce)
  const faults = () => members.reduce((sum, one) => sum + one.faults, 0)
  const [speaker, ...listeners] = members
  if (speaker === undefined) throw new Error('nobody is there')
  if (deaf) listeners[0]?.socket?.pause()
  switch (work.does) {
    case 'join':
      return { joined: entering.seconds * 1000, cpu: entering.cpu, faults: faults() }
    case 'pace': {
      const times: number[] = []
      const saidAt: number[] = []
      onText = (by, number, whose) => {
        const at = saidAt[number]
        if (whose === speaker.at && by !== speaker && at !== undefined)
          times.push(performance.now() - at)
      }
      const every = 1000 / work.rate
      const start = performance.now()
      const speaking = setInterval(() => {
        while (performance.now() - start >= speaker.said * every) {
          saidAt[speaker.said] = performance.now()
          speaker.say()
        }
      }, 1)
      await pass(WARM_SECONDS)
      times.length = 0
      const { cpu } = await pass(work.seconds)
      clearInterval(speaking)
      const sorted = times.toSorted((one, other) => one - other)
      const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
      return { p50: at(0.5), p99: at(0.99), cpu, faults: faults() }
    }
    case 'fan':
    case 'all': {
      const speakers = work.does === 'fan' ? [speaker] : members
      const counted = work.does === 'fan' ? listeners : members
      let over = false
      onText = (by, _, whose) => {
        if (!over && whose === by.at && by.said - by.ownHeard < work.window) by.say()
      }
      for (const one of speakers) for (let n = 0; n < work.window; n += 1) one.say()
      const heard = () => counted.reduce((sum, one) => sum + one.heard, 0)
      await pass(WARM_SECONDS)
      const first = heard()
      const { seconds, cpu } = await pass(work.seconds)
      const deliveries = (heard() - first) / seconds
      over = true
      return { deliveries, cpu, faults: faults() }
    }
  }
}

if (import.meta.main) {
  const report = await run(JSON.parse(process.argv[2] ?? '') as Job)
  console.log(JSON.stringify(report))
  // They stay while the server is looked at.
  for await (const _ of process.stdin);
  process.exit()
}
