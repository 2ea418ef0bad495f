/**
 * One terminal session from its request to its exit code: the same hosting and joining as the
 * window's, with lines for its edge. Ends by itself when every handle is closed.
 */
import { readFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { AppError, type ErrorCode, errorValue, toErrorValue } from '../../shared/errors.ts'
import { readableFingerprint } from '../../shared/fingerprint.ts'
import { DEFAULT_PORT } from '../../shared/limits.ts'
import type { ConnectionState, JoinQuestion } from '../../shared/snapshot.ts'
import { systemClock } from '../clock.ts'
import { createIdentity, type Identity } from '../identity/identity.ts'
import { noKeyStore, openIdentity } from '../identity/identity-file.ts'
import { hostChoices, readInterfaces } from '../net/own-addresses.ts'
import { type HostedRoom, hostRoom } from '../rooms/hosting.ts'
import { type HostMemory, joinRoom } from '../rooms/joining.ts'
import type { SessionNews } from '../session/session-ports.ts'
import type { SessionService } from '../session/session-service.ts'
import { KnownHosts } from '../store/known-hosts.ts'
import type { TerminalRequest } from './arguments.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { readCommands } from './input.ts'
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
  } catch (error) {
    const value = toErrorValue(error)
    if (value.code !== 'cancelled') run.print({ type: 'refused', error: value })
    return exitCodeOf(value.code)
  }
  const { how, error } = await run.talk()
  terminal.stdin.destroy()
  run.print({ type: 'ended', how, error })
  if (how === 'left') return EXIT.left
  return how === 'closed' ? closedCode(error?.code) : exitCodeOf(error?.code ?? 'internal')
}

function closedCode(code: ErrorCode | undefined): number {
  return code === 'banned' ? EXIT.banned : EXIT.closed
}

class TerminalRun {
  readonly #request: TerminalRequest
  readonly #terminal: Terminal
  readonly #ended = Promise.withResolvers<Ended>()
  /** News that came before the first line could be printed. */
  #waiting: SessionNews[] | undefined = []
  #session: SessionService | undefined
  #hosted: HostedRoom | undefined
  #password = ''

  constructor(request: TerminalRequest, terminal: Terminal) {
    this.#request = request
    this.#terminal = terminal
  }

  print = (event: TerminalEvent): void => {
    const { stdout, stderr } = this.#terminal
    const { out, err } = this.#request.json ? toJson(event) : toWords(event)
    if (out !== undefined) stdout.write(`${out}\n`)
    if (err !== undefined) stderr.write(`${err}\n`)
  }

  /** Hosts or joins, and prints the first line. */
  async enter(): Promise<void> {
    const { files, verb } = this.#request
    if (files.password !== undefined) this.#password = await firstLine(files.password)
    const identity =
      files.identity === undefined
        ? await createIdentity()
        : (await openIdentity(files.identity, noKeyStore)).identity
    if (verb === 'host') await this.#host(identity)
    else await this.#join(identity)
  }

  /** Says what comes in until it ends, and answers how it ended. */
  talk(): Promise<Ended> {
    const { interrupted, stdin } = this.#terminal
    const leave = () => void this.#leave()
    interrupted.addEventListener('abort', leave)
    if (interrupted.aborted) leave()
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

  async #host(identity: Identity): Promise<void> {
    const { address, port: wanted, name, room, approving } = this.#request
    const ip = address === '' ? (hostChoices(readInterfaces())[0]?.ip ?? '::') : address
    const ports = {
      clock: systemClock,
      identity,
      onNews: this.#tell,
      onDoor: () => this.#showDoor(),
    }
    const open = (port: number) =>
      hostRoom({ ip, port, name, room, approving, password: this.#password }, ports)
    const hosted = await (wanted === undefined ? openFrom(DEFAULT_PORT, open) : open(wanted))
    this.#hosted = hosted
    this.#session = hosted.session
    const { port, addresses, session } = hosted
    this.#flush({
      type: 'hosting',
      room: session.room?.name ?? '',
      name: session.self?.name ?? '',
      port,
      addresses,
      invite: hosted.invite('open'),
      fingerprint: identity.fingerprint,
    })
  }

  async #join(identity: Identity): Promise<void> {
    const { files } = this.#request
    const knownHosts =
      files.knownHosts === undefined ? FORGETFUL : KnownHosts.open(files.knownHosts, SILENT)
    const session = joinRoom(this.#request, {
      clock: systemClock,
      identity,
      knownHosts,
      onNews: this.#tell,
    })
    this.#session = session
    this.#terminal.interrupted.addEventListener('abort', () => session.leave())
    await session.connect()
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
    const connection = news.type === 'connection' ? news.connection : undefined
    if (news.type === 'question') this.#answer(news.question)
    if (connection?.phase === 'live' && this.#request.verb === 'join') this.#printJoined()
    if (this.#waiting !== undefined) this.#waiting.push(news)
    else if (news.type === 'entry') this.print({ type: 'entry', entry: news.entry })
    else if (news.type === 'pending' && news.message.error !== null) {
      this.print({ type: 'unsent', ...news.message, error: news.message.error })
    }
    if (connection?.phase === 'ended') this.#ended.resolve(connection)
  }

  #printJoined(): void {
    const session = this.#session
    if (this.#waiting === undefined || session === undefined) return
    const { room, self, members } = session
    const asked = this.#request.name
    this.#flush({ type: 'joined', room: room?.name ?? '', asked, name: self?.name ?? '', members })
  }

  #flush(first: TerminalEvent): void {
    this.print(first)
    const held = this.#waiting ?? []
    this.#waiting = undefined
    for (const news of held) {
      if (news.type === 'entry') this.print({ type: 'entry', entry: news.entry })
    }
  }

  #showDoor(): void {
    if (this.#hosted !== undefined) this.print({ type: 'door', door: this.#hosted.room.door })
  }

  async #leave(): Promise<void> {
    if (this.#hosted !== undefined) return this.#hosted.close()
    if (this.#session?.connection.phase === 'live') await this.#session.drain()
    this.#session?.leave()
  }
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
