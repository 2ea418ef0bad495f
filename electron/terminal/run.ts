/**
 * One terminal session from its request to its exit code: the same hosting and joining as the
 * window's, with lines for its edge. Ends by itself when every handle is closed.
 */
import type { Readable, Writable } from 'node:stream'
import {
  AppError,
  type ErrorCode,
  type ErrorValue,
  errorValue,
  toErrorValue,
} from '../../shared/domain/errors.ts'
import { GOODBYE_MS } from '../../shared/domain/limits.ts'
import type { ConnectionState, JoinQuestion } from '../../shared/domain/session.ts'
import { openRoomPorts, type RoomPorts } from '../app/room-ports.ts'
import { systemClock } from '../core/clock.ts'
import { createIdentity, type Identity } from '../core/identity/identity.ts'
import { noKeyStore, openIdentity } from '../core/identity/identity-file.ts'
import type { SessionNews } from '../core/member/ports.ts'
import type { SessionService } from '../core/member/session-service.ts'
import type { HostedRoom } from '../core/rooms/hosting.ts'
import { type HostMemory, joinRoom } from '../core/rooms/joining.ts'
import { KnownHosts } from '../core/settings/known-hosts.ts'
import { openPrivateFolder } from '../core/settings/private-folder.ts'
import { systemCode } from '../core/settings/safe-file.ts'
import type { LogInfo } from '../core/store/store.ts'
import type { TerminalRequest } from './arguments.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { host } from './host.ts'
import { readCommands } from './input.ts'
import { answerOf, join } from './join.ts'
import { firstOfRows, Narrator } from './narrator.ts'
import type { TerminalEvent } from './output.ts'
import { readPassword } from './password-file.ts'
import { TerminalOutput } from './terminal-output.ts'

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
  const code = await lastCode(run, terminal)
  await run.close()
  // Only now is it known whether the last lines were taken.
  return run.unheard ? EXIT.output : code
}

async function lastCode(run: TerminalRun, { stdin }: Terminal): Promise<number> {
  try {
    await run.enter()
    const { how, error } = await run.talk()
    stdin.destroy()
    if (how === 'left') return EXIT.left
    return how === 'closed' ? closedCode(error?.code) : exitCodeOf(error?.code ?? 'internal')
  } catch (error) {
    const value = toErrorValue(error)
    if (value.code !== 'cancelled') run.output.print({ type: 'refused', error: value })
    return exitCodeOf(value.code)
  }
}

async function ownIdentity(file: string | undefined): Promise<Identity> {
  return file === undefined ? createIdentity() : (await openIdentity(file, noKeyStore)).identity
}

function closedCode(code: ErrorCode | undefined): number {
  return code === 'banned' ? EXIT.banned : EXIT.closed
}

class TerminalRun {
  readonly output: TerminalOutput
  /** A member whose output nobody takes any more, and who therefore leaves. */
  unheard = false
  readonly #request: TerminalRequest
  readonly #terminal: Terminal
  readonly #narrator: Narrator
  readonly #ended = Promise.withResolvers<Ended>()
  #ports: RoomPorts | undefined
  #session: SessionService | undefined
  #hosted: HostedRoom | undefined
  #password: string | null = null
  #accessChanged = false
  #over = false
  /** The goodbyes, once they have begun. */
  #leaving: Promise<void> | undefined

  constructor(request: TerminalRequest, terminal: Terminal) {
    this.#request = request
    this.#terminal = terminal
    const { stdout, stderr } = terminal
    const { json } = request
    this.output = new TerminalOutput({ stdout, stderr, json, onClosed: this.#outputClosed })
    this.#narrator = new Narrator(this.output)
  }

  /** Hosts or joins, and prints the first line and the past. */
  async enter(): Promise<void> {
    const { files, mode, data } = this.#request
    if (files.password !== undefined) this.#password = await readPassword(files.password)
    if (data !== undefined) this.#openFolder(data)
    const opening = openRoomPorts(data ?? null, SILENT).then((opened) => {
      this.#ports = opened.ports
      return opened
    })
    // The thread of the store begins meanwhile. Whatever fails, what was opened is closed.
    const [identified] = await Promise.allSettled([ownIdentity(files.identity), opening])
    const { ports, damage } = await opening
    if (identified.status === 'rejected') throw identified.reason
    const identity = identified.value
    if (damage !== null) this.#printError(damage)
    const before = await ports.store.logs()
    const first = await (mode === 'host'
      ? this.#host(identity, ports, before)
      : this.#join(identity, ports))
    const session = this.#session
    if (session !== undefined) {
      this.#narrator.begin(first, session, this.#printFrom(session, before))
    }
  }

  /** Says what comes in until it ends, and answers how it ended. */
  talk(): Promise<Ended> {
    const { interrupted, stdin } = this.#terminal
    const leave = () => {
      this.#leaving ??= this.#leave()
    }
    // A host that is told to stop comes back when it is started again; one that says so closes.
    const stop = () => {
      this.#leaving ??= this.#hosted !== undefined ? this.#stopHosting() : this.#leave()
    }
    interrupted.addEventListener('abort', stop)
    if (interrupted.aborted) stop()
    // Nothing could be printed before there was a session to leave.
    if (this.unheard) leave()
    void readCommands({
      json: this.#request.json,
      stdin,
      print: (event) => {
        // The end is the last word; what was asked for and not answered by then is not to be had.
        if (event.type !== 'looked' || !this.#over) this.output.print(event)
      },
      leave,
      say: (cid, text) => this.#session?.say(cid, text),
      post: (cid, said) => this.#session?.post(cid, said),
      look: async (seq) => this.#session?.look(seq) ?? null,
      takes: async () => this.#session?.takes(),
      moderate: async (action) => {
        const room = this.#hosted?.room
        if (room === undefined) throw new AppError('room_unknown')
        if (action.type === 'password') await room.setPassword(action.password)
        else room.moderate(action)
      },
    })
    return this.#ended.promise
  }

  /**
   * Everything is on the disk when this resolves, and printed; but who was told to stop waits for
   * an output that is not taken no longer than GOODBYE_MS.
   */
  async close(): Promise<void> {
    const { interrupted } = this.#terminal
    const over = Promise.withResolvers<void>()
    let cancel = () => {}
    const hurry = () => {
      cancel = systemClock.after(GOODBYE_MS, over.resolve)
    }
    if (interrupted.aborted) hurry()
    else interrupted.addEventListener('abort', hurry, { once: true })
    const printed = this.#narrator.told().then(() => this.output.taken())
    await Promise.race([printed, over.promise])
    interrupted.removeEventListener('abort', hurry)
    cancel()
    await this.#leaving
    await this.#ports?.store.close()
  }

  async #host(
    identity: Identity,
    rooms: RoomPorts,
    before: readonly LogInfo[],
  ): Promise<TerminalEvent> {
    const [onNews, onAccessChange] = [this.#tell, () => this.#printAccess()]
    const ports = { ...rooms, identity, onNews, onAccessChange }
    const { hosted, first } = await host(this.#request, this.#password, ports, before)
    this.#hosted = hosted
    this.#session = hosted.session
    return first
  }

  #join(identity: Identity, rooms: RoomPorts): Promise<TerminalEvent> {
    const { files, name } = this.#request
    const knownHosts =
      files.knownHosts === undefined ? FORGETFUL : KnownHosts.open(files.knownHosts, SILENT)
    const ports = { ...rooms, identity, knownHosts, onNews: this.#tell }
    const session = joinRoom(this.#request, ports)
    this.#session = session
    return join(session, name, this.#terminal.interrupted)
  }

  /** The first message to print: what was asked for, or what is new to the data folder. */
  #printFrom(session: SessionService, before: readonly LogInfo[]): number | Promise<number> {
    const { print } = this.#request
    if (print !== undefined && 'from' in print) return Math.max(1, print.from)
    if (print !== undefined) return firstOfRows(session, session.entrySeq, print.last)
    const known = before.find(({ id }) => id === session.log.info?.id)
    return (known?.last ?? session.entrySeq) + 1
  }

  #answer(question: JoinQuestion): void {
    const found = answerOf(question, this.#request, this.#password)
    if ('answer' in found) this.#session?.answer(found.answer)
    else this.#session?.giveUp(found.error)
  }

  #tell = (news: SessionNews): void => {
    if (news.type === 'question') this.#answer(news.question)
    const connection = news.type === 'connection' ? news.connection : undefined
    this.#narrator.tell(news)
    if (connection?.phase !== 'ended') return
    this.#over = true
    this.#ended.resolve(connection)
  }

  /** What changes meanwhile, or in the same moment, is shown once: as it is by then. */
  #printAccess(): void {
    if (this.#hosted === undefined || this.#accessChanged) return
    const { room } = this.#hosted
    this.#accessChanged = true
    void this.output.room().then(() => {
      this.#accessChanged = false
      // The end is the last word.
      if (!this.#over) this.output.print({ type: 'access', access: room.accessView })
    })
  }

  #printError({ code, message }: ErrorValue): void {
    this.output.print({ type: 'error', code, text: message })
  }

  /** A room stays open for the others; a member who can hear nothing has no business in one. */
  #outputClosed = (cause: string): void => {
    const hosting = this.#request.mode === 'host'
    this.#printError(errorValue(hosting ? 'output_closed' : 'output_closed_left', { cause }))
    if (hosting) return
    this.unheard = true
    this.#leaving ??= this.#leave()
  }

  #openFolder(folder: string): void {
    try {
      const wider = openPrivateFolder(folder)
      if (wider !== null) this.#printError(wider)
    } catch (error) {
      const cause = systemCode(error)
      throw new AppError('storage_unreadable', { cause, path: folder }, { cause: error })
    }
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

/** Nothing known, nothing kept: for a run without `--known-hosts`. */
const FORGETFUL: HostMemory = { verdict: () => ({ kind: 'unknown' }), remember: () => {} }
const SILENT = { info() {}, warn() {}, error() {} }
