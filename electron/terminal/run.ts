/**
 * One terminal session from its request to its exit code: the same hosting and joining as the
 * window's, with lines for its edge. Ends by itself when every handle is closed.
 */
import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { AppError, toErrorValue } from '../../shared/errors.ts'
import { DEFAULT_PORT, LINE_BYTES } from '../../shared/limits.ts'
import type { ConnectionState } from '../../shared/snapshot.ts'
import { systemClock } from '../clock.ts'
import { LineDecoder } from '../net/lines.ts'
import { hostChoices, readInterfaces } from '../net/own-addresses.ts'
import { type HostedRoom, hostRoom } from '../rooms/hosting.ts'
import { joinRoom } from '../rooms/joining.ts'
import type { SessionNews, SessionService } from '../session/session-service.ts'
import type { TerminalRequest } from './arguments.ts'
import { parseJson, parseWords } from './commands.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { type TerminalEvent, toJson, toWords } from './output.ts'

export interface Terminal {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Aborted by Ctrl+C and the like: leave in order. */
  readonly interrupted: AbortSignal
}

/** Runs to the end and answers the exit code; see exit-codes.ts. Never throws. */
export async function runTerminal(request: TerminalRequest, terminal: Terminal): Promise<number> {
  const print = printer(request.json, terminal)
  const ended = Promise.withResolvers<Extract<ConnectionState, { phase: 'ended' }>>()
  /** News that came before the first line could be printed. */
  let waiting: SessionNews[] | undefined = []
  let session: SessionService

  const tell = (news: SessionNews) => {
    if (news.type === 'connection' && news.connection.phase === 'live' && request.verb === 'join')
      open()
    if (waiting !== undefined) waiting.push(news)
    else if (news.type === 'entry') print({ type: 'entry', entry: news.entry })
    else if (news.type === 'pending' && news.message.error !== null) {
      const { cid, text, error } = news.message
      print({ type: 'unsent', cid, text, error })
    }
    if (news.type === 'connection' && news.connection.phase === 'ended')
      ended.resolve(news.connection)
  }
  const flush = (first: TerminalEvent) => {
    print(first)
    const held = waiting ?? []
    waiting = undefined
    for (const news of held) tell(news)
  }
  const open = () => {
    if (waiting === undefined) return
    const { room, self, members } = session
    flush({
      type: 'joined',
      room: room?.name ?? '',
      asked: request.name,
      name: self?.name ?? '',
      members,
    })
  }

  let hosted: HostedRoom | undefined
  const leave = async () => {
    if (hosted !== undefined) await hosted.close()
    else {
      if (session.connection.phase === 'live') await session.drain()
      session.leave()
    }
  }
  try {
    if (request.verb === 'host') {
      hosted = await hostOn(request, tell)
      session = hosted.session
      const { port, addresses } = hosted
      flush({
        type: 'hosting',
        room: session.room?.name ?? '',
        name: session.self?.name ?? '',
        port,
        addresses,
      })
    } else {
      session = joinRoom(request, systemClock, tell)
      terminal.interrupted.addEventListener('abort', () => session.leave())
      await session.connect()
    }
  } catch (error) {
    const value = toErrorValue(error)
    if (value.code !== 'cancelled') print({ type: 'refused', error: value })
    return exitCodeOf(value.code)
  }

  terminal.interrupted.addEventListener('abort', () => void leave())
  if (terminal.interrupted.aborted) void leave()
  readCommands(request.json, terminal, print, session, () => void leave())
  const { how, error } = await ended.promise
  terminal.stdin.destroy()
  print({ type: 'ended', how, error })
  if (how === 'left') return EXIT.left
  return how === 'closed' ? EXIT.closed : exitCodeOf(error?.code ?? 'internal')
}

function printer(json: boolean, { stdout, stderr }: Terminal): (event: TerminalEvent) => void {
  return (event) => {
    const { out, err } = json ? toJson(event) : toWords(event)
    if (out !== undefined) stdout.write(`${out}\n`)
    if (err !== undefined) stderr.write(`${err}\n`)
  }
}

async function hostOn(
  request: TerminalRequest,
  tell: (news: SessionNews) => void,
): Promise<HostedRoom> {
  const ip =
    request.address === '' ? (hostChoices(readInterfaces())[0]?.ip ?? '::') : request.address
  const open = (port: number) =>
    hostRoom({ ip, port, name: request.name, room: request.room }, systemClock, tell)
  if (request.port !== undefined) return open(request.port)
  // Nobody asked for this very port, so the next free one will do; it is printed.
  for (let port = DEFAULT_PORT; ; ) {
    try {
      return await open(port)
    } catch (error) {
      const next = error instanceof AppError ? error.details.next : undefined
      if (typeof next !== 'number') throw error
      port = next
    }
  }
}

/** Says what comes in, until a command or the end of input leaves. */
function readCommands(
  json: boolean,
  { stdin }: Terminal,
  print: (event: TerminalEvent) => void,
  session: SessionService,
  leave: () => void,
): void {
  const decoder = new LineDecoder(LINE_BYTES)
  let leaving = false
  const stop = () => {
    if (!leaving) leave()
    leaving = true
  }
  const fail = (error: unknown) => {
    const { code, message } = toErrorValue(error)
    print({ type: 'error', code, text: message })
  }
  const take = (line: string) => {
    const command = json ? parseJson(line) : parseWords(line)
    if (command.type === 'leave') stop()
    else if (command.type === 'wrong')
      print({ type: 'error', code: 'bad_command', text: command.text })
    else if (command.type === 'say') {
      try {
        session.say(command.cid ?? randomUUID(), command.text)
      } catch (error) {
        fail(error)
      }
    }
  }
  const read = (lines: Iterable<string>) => {
    try {
      for (const line of lines) {
        if (!leaving) take(line)
      }
    } catch (error) {
      print({
        type: 'error',
        code: 'bad_input',
        text: `The input cannot be read: ${(error as Error).message}.`,
      })
      stop()
    }
  }
  stdin.on('data', (chunk: Buffer) => read(decoder.push(chunk)))
  stdin.on('end', () => {
    read([decoder.rest()].filter((line) => line !== undefined))
    stop()
  })
  stdin.on('error', stop)
}
