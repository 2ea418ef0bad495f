/**
 * One terminal session from its request to its exit code: the same hosting and joining as the
 * window's, with lines for its edge. Ends by itself when every handle is closed.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { AppError, type ErrorCode, errorValue, toErrorValue } from '../../shared/errors.ts'
import { readableFingerprint } from '../../shared/fingerprint.ts'
import { DEFAULT_PORT } from '../../shared/limits.ts'
import type { ConnectionState, JoinQuestion } from '../../shared/snapshot.ts'
import { tidyName } from '../../shared/text.ts'
import { systemClock } from '../clock.ts'
import { createIdentity, type Identity } from '../identity/identity.ts'
import { noKeyStore, openIdentity } from '../identity/identity-file.ts'
import { NetworkWatch } from '../net/network-watch.ts'
import { hostChoices, readInterfaces } from '../net/own-addresses.ts'
import { type HostedRoom, hostRoom } from '../rooms/hosting.ts'
import { type HostMemory, joinRoom } from '../rooms/joining.ts'
import type { SessionNews } from '../session/session-ports.ts'
import type { SessionService } from '../session/session-service.ts'
import { KnownHosts } from '../store/known-hosts.ts'
import { openStore } from '../store/open-store.ts'
import { type LogInfo, MESSAGES, type Store } from '../store/store.ts'
import type { TerminalRequest } from './arguments.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { readCommands } from './input.ts'
import { Narrator } from './narrator.ts'
import { type TerminalEvent, toJson, toWords } from './output.ts'

export interface Terminal {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Aborted by Ctrl+C and the like: leave in order. */
  readonly interrupted: AbortSignal
}

type Ended = Extract<ConnectionState, { phase: 'ended' }>

/** Runs to the end and answers the exit code; see exit-codes.ts. Never throws. */
export async function runTerminal(request: TerminalRequest, terminal: Terminal): Promise<number> {
  const run = new TerminalRun(request, terminal)
  try {
    await run.enter()
    const { how, error } = await run.talk()
    terminal.stdin.destroy()
    if (how === 'left') return EXIT.left
    return how === 'closed' ? closedCode(error?.code) : exitCodeOf(error?.code ?? 'internal')
  } catch (error) {
    const value = toErrorValue(error)
    if (value.code !== 'cancelled') run.print({ type: 'refused', error: value })
    return exitCodeOf(value.code)
  } finally {
    await run.close()
  }
}

function closedCode(code: ErrorCode | undefined): number {
  return code === 'banned' ? EXIT.banned : EXIT.closed
}

class TerminalRun {
  readonly #request: TerminalRequest
  readonly #terminal: Terminal
  readonly #narrator: Narrator
  readonly #ended = Promise.withResolvers<Ended>()
  #store: Store | undefined
  #session: SessionService | undefined
  #hosted: HostedRoom | undefined
  #password = ''

  constructor(request: TerminalRequest, terminal: Terminal) {
    this.#request = request
    this.#terminal = terminal
    this.#narrator = new Narrator(this.print)
  }

  print = (event: TerminalEvent): void => {
    const { stdout, stderr } = this.#terminal
    const { out, err } = this.#request.json ? toJson(event) : toWords(event)
    if (out !== undefined) stdout.write(`${out}\n`)
    if (err !== undefined) stderr.write(`${err}\n`)
  }

  /** Hosts or joins, and prints the first line and the past. */
  async enter(): Promise<void> {
    const { files, verb, data } = this.#request
    if (files.password !== undefined) this.#password = await firstLine(files.password)
    const path = data === undefined ? ':memory:' : join(data, MESSAGES)
    const { store, damage } = await openStore({ path, clock: systemClock, log: SILENT })
    this.#store = store
    if (damage !== null) this.print({ type: 'error', code: damage.code, text: damage.message })
    const identity =
      files.identity === undefined
        ? await createIdentity()
        : (await openIdentity(files.identity, noKeyStore)).identity
    const before = await store.logs()
    const first = await (verb === 'host'
      ? this.#host(identity, store, before)
      : this.#join(identity, store))
    const session = this.#session
    if (session !== undefined) {
      await this.#narrator.begin(first, session, this.#printFrom(session, before))
    }
  }

  /** Says what comes in until it ends, and answers how it ended. */
  talk(): Promise<Ended> {
    const { interrupted, stdin } = this.#terminal
    const leave = () => void this.#leave()
    // A host that is told to stop comes back when it is started again; one that says so closes.
    const stop = () => void (this.#hosted !== undefined ? this.#stopHosting() : this.#leave())
    interrupted.addEventListener('abort', stop)
    if (interrupted.aborted) stop()
    readCommands({
      json: this.#request.json,
      stdin,
      print: this.print,
      leave,
      say: (cid, text) => this.#session?.say(cid, text),
      administer: async (action) => {
        const room = this.#hosted?.room
        if (room === undefined) throw new AppError('room_unknown')
        if (action.type === 'password') await room.setPassword(action.password)
        else room.administer(action)
      },
    })
    return this.#ended.promise
  }

  /** Everything is on the disk when this resolves. */
  async close(): Promise<void> {
    await this.#store?.close()
  }

  async #host(
    identity: Identity,
    store: Store,
    before: readonly LogInfo[],
  ): Promise<TerminalEvent> {
    const { address, port: wanted, name, room, approving, past } = this.#request
    const ip = address === '' ? (hostChoices(readInterfaces())[0]?.ip ?? '::') : address
    const again = ownLog(before, identity, room, wanted)
    const ports = {
      clock: systemClock,
      identity,
      store,
      onNews: this.#tell,
      onDoor: () => this.#showDoor(),
    }
    const open = (port: number) =>
      hostRoom({ ip, port, name, room, approving, past, password: this.#password }, ports, again)
    const hosted = await (wanted === undefined ? openFrom(DEFAULT_PORT, open) : open(wanted))
    this.#hosted = hosted
    this.#session = hosted.session
    const { port, addresses, session } = hosted
    return {
      type: 'hosting',
      room: session.room?.name ?? '',
      roomId: hosted.room.id,
      seq: session.entered,
      name: session.self?.name ?? '',
      port,
      addresses,
      invite: hosted.invite('open'),
      fingerprint: identity.fingerprint,
    }
  }

  async #join(identity: Identity, store: Store): Promise<TerminalEvent> {
    const { files, name: asked } = this.#request
    const knownHosts =
      files.knownHosts === undefined ? FORGETFUL : KnownHosts.open(files.knownHosts, SILENT)
    const session = joinRoom(this.#request, {
      clock: systemClock,
      identity,
      knownHosts,
      store,
      network: new NetworkWatch(systemClock, readInterfaces),
      onNews: this.#tell,
    })
    this.#session = session
    this.#terminal.interrupted.addEventListener('abort', () => session.leave())
    await session.connect()
    const { room, self, members, entered: seq } = session
    const [name, roomId] = [self?.name ?? '', room?.id ?? '']
    return { type: 'joined', room: room?.name ?? '', roomId, seq, asked, name, members }
  }

  /** The first message to print: what was asked for, or what is new to the data folder. */
  #printFrom(session: SessionService, before: readonly LogInfo[]): number {
    const { print } = this.#request
    if (print !== undefined && 'from' in print) return Math.max(1, print.from)
    if (print !== undefined) return Math.max(1, session.entered - print.last + 1)
    const known = before.find(({ id }) => id === session.log.info?.id)
    return (known?.last ?? session.entered) + 1
  }

  /** Nobody sits here to be asked: what the command line does not answer ends the join. */
  #answer(question: JoinQuestion): void {
    const session = this.#session
    if (session === undefined) return
    if (question.kind === 'trust') {
      if (this.#request.trustFirstUse) session.answer({ kind: 'trust' })
      else {
        const { key, address } = question
        const shown = readableFingerprint(key)
        session.giveUp(errorValue('unknown_host', { address, shown, fingerprint: key }))
      }
    } else if (question.wrong) session.giveUp(errorValue('auth_failed'))
    else if (this.#password === '') session.giveUp(errorValue('password_needed'))
    else session.answer({ kind: 'password', password: this.#password })
  }

  #tell = (news: SessionNews): void => {
    if (news.type === 'question') this.#answer(news.question)
    const connection = news.type === 'connection' ? news.connection : undefined
    this.#narrator.tell(news)
    if (connection?.phase === 'ended') this.#ended.resolve(connection)
  }

  #showDoor(): void {
    if (this.#hosted !== undefined) this.print({ type: 'door', door: this.#hosted.room.door })
  }

  async #leave(): Promise<void> {
    if (this.#hosted !== undefined) return this.#hosted.close()
    await this.#session?.drain()
    this.#session?.leave()
  }

  async #stopHosting(): Promise<void> {
    if (this.#request.data === undefined) await this.#hosted?.close()
    else await this.#hosted?.suspend()
  }
}

/** The room that goes on: our own of this name, or the one that was at this port. */
function ownLog(
  logs: readonly LogInfo[],
  { fingerprint }: Identity,
  room: string,
  port: number | undefined,
): LogInfo | null {
  const own = logs.filter((log) => log.hosting && log.hostKey === fingerprint && !log.readOnly)
  const at = `:${port}`
  return (
    own.findLast((log) => log.room === tidyName(room)) ??
    own.findLast((log) => log.addresses[0]?.endsWith(at)) ??
    null
  )
}

/** Nothing known, nothing kept: for a run without `--known-hosts`. */
const FORGETFUL: HostMemory = { verdict: () => ({ kind: 'unknown' }), remember: () => {} }
const SILENT = { info() {}, warn() {}, error() {} }

/** Nobody asked for this very port, so the next free one will do; it is printed. */
async function openFrom<T>(first: number, open: (port: number) => Promise<T>): Promise<T> {
  for (let port = first; ; ) {
    try {
      return await open(port)
    } catch (error) {
      const next = error instanceof AppError ? error.details.next : undefined
      if (typeof next !== 'number') throw error
      port = next
    }
  }
}

async function firstLine(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/)[0] ?? ''
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new AppError('file_unreadable', { file, cause }, { cause: error })
  }
}
