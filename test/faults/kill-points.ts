/**
 * Loaded into a process before Tincan (`node --import`, with a channel): stops it at a named point
 * of its own life, tells its parent that it is there, and waits to be killed. So a kill hits
 * exactly there, on a busy machine as on an idle one. Nothing of Tincan knows of it: methods of
 * the real modules are wrapped from outside.
 *
 * The program does not begin before the first {@link Order} has come.
 */
import { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { isMainThread } from 'node:worker_threads'
import { RoomLog } from '../../electron/core/host/log-port.ts'
import { SessionLog } from '../../electron/core/member/log-port.ts'
import { WorkerClient } from '../../electron/core/store/worker-client.ts'

/** Points of every process. */
export type AnyPoint =
  /** It runs, and has not opened its data. */
  | 'starting'
  /** Its data is open and locked; it has not reached anybody. */
  | 'opened'

/** Points of a member. */
export type MemberPoint =
  | AnyPoint
  /** The host has let it in, and its own log is open; what waits in the outbox has not left. */
  | 'entered'
  /** Somebody has typed words, and no disk has them. */
  | 'said'
  /** The words are on its own disk, and nothing of them has left. */
  | 'queued'
  /** The words are on the wire, and not confirmed. */
  | 'sent'
  /** The host has confirmed the words; the own disk does not know, and nobody was told. */
  | 'heard'
  /** The words have moved from the outbox to the log. */
  | 'kept'

/** Points of a host. */
export type HostPoint =
  | AnyPoint
  /** It has greeted somebody, who is not in yet. */
  | 'greeted'
  /** It has told somebody that they are in; what they missed has not been sent. */
  | 'admitted'
  /** A member's words have come in, and its disk does not have them. */
  | 'asked'
  /** Its disk has the words, and nobody was told. */
  | 'committed'
  /** The first of its members has the words on the wire; the others do not. */
  | 'told'

export type Point = MemberPoint | HostPoint

/** Where to stop: at the nth time from now that the process gets there. Null: nowhere. */
export interface Order {
  readonly at: Point | null
  readonly times: number
}

/** Words that were there when it stopped; `seq` where a host has numbered them. */
export interface Words {
  readonly cid: string
  readonly seq: number | null
}

/** What the process says: that it knows its order, and that it has stopped. */
export type Report =
  | { readonly type: 'ordered' }
  | { readonly type: 'stopped'; readonly at: Point; readonly words: readonly Words[] }

let order: Order = { at: null, times: 1 }
let met: Words[] = []

function obey(given: Order): void {
  order = given
  met = []
  process.send?.({ type: 'ordered' } satisfies Report)
}

/** The process is at a point; when it is the one, the process stays there. */
function reach(point: Point, ...words: readonly Words[]): void {
  if (point !== order.at) return
  met.push(...words)
  order = { ...order, times: order.times - 1 }
  if (order.times > 0) return
  process.send?.({ type: 'stopped', at: point, words: met } satisfies Report)
  // Nothing of this thread goes on, promises and sockets included, until the process is killed.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** Words that were said in this process. */
const own = new Set<string>()

function watchStore(): void {
  const { open } = WorkerClient.prototype
  WorkerClient.prototype.open = async function (...args) {
    reach('starting')
    const damage = await open.apply(this, args)
    reach('opened')
    return damage
  }
}

function watchMember(): void {
  const { open, queue, keep } = SessionLog.prototype
  SessionLog.prototype.open = async function (...args) {
    const log = await open.apply(this, args)
    reach('entered')
    return log
  }
  SessionLog.prototype.queue = async function (message) {
    const words = { cid: message.cid, seq: null }
    own.add(message.cid)
    reach('said', words)
    const error = await queue.call(this, message)
    if (error === null) reach('queued', words)
    return error
  }
  SessionLog.prototype.keep = async function (events) {
    const words = events.filter(({ cid }) => own.has(cid)).map(({ cid, seq }) => ({ cid, seq }))
    if (words.length > 0) reach('heard', ...words)
    const error = await keep.call(this, events)
    if (words.length > 0 && error === null) reach('kept', ...words)
    return error
  }
}

function watchHost(): void {
  const { append } = RoomLog.prototype
  RoomLog.prototype.append = async function (said, floor) {
    reach('asked', { cid: said.cid, seq: null })
    const outcome = await append.call(this, said, floor)
    if (outcome.kind === 'new') reach('committed', { cid: said.cid, seq: outcome.event.seq })
    return outcome
  }
}

/** Lines by their type, and the point at which their last byte is with the system. */
const ON_THE_WIRE: Readonly<Record<string, Point>> = {
  post: 'sent',
  welcome: 'greeted',
  joined: 'admitted',
  event: 'told',
}

/** How net/lines.ts writes a message. */
const TYPE = /^\{"type":"(\w+)"/

/**
 * What is written to one connection in one turn leaves when the socket is uncorked, what goes to all
 * at once; see net/connection.ts and host/fan-out.ts.
 */
function watchWire(): void {
  const written = new WeakMap<TLSSocket, [Point, Words][]>()
  const { write, uncork } = Duplex.prototype
  const left = (socket: TLSSocket) => {
    const all = written.get(socket) ?? []
    written.delete(socket)
    for (const [point, words] of all) reach(point, words)
  }
  TLSSocket.prototype.write = function (this: TLSSocket, ...args: Parameters<Duplex['write']>) {
    for (const line of String(args[0]).split('\n')) {
      const point = ON_THE_WIRE[TYPE.exec(line)?.[1] ?? '']
      if (point === undefined || point !== order.at) continue
      const { cid = '', seq = null } = JSON.parse(line) as Partial<Words>
      written.set(this, [...(written.get(this) ?? []), [point, { cid, seq }]])
    }
    const more = write.apply(this, args)
    if (this.writableCorked === 0) left(this)
    return more
  } as TLSSocket['write']
  TLSSocket.prototype.uncork = function (this: TLSSocket) {
    uncork.call(this)
    left(this)
  }
}

// A store's thread is loaded with what its process is loaded with.
if (isMainThread && process.send !== undefined) {
  watchStore()
  watchMember()
  watchHost()
  watchWire()
  const first = Promise.withResolvers<void>()
  process.on('message', (given: Order) => {
    obey(given)
    first.resolve()
  })
  await first.promise
  process.channel?.unref()
}
