/**
 * Standard input as a session's voice: says what comes in, until a command or the end leaves.
 */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { toErrorValue } from '../../shared/errors.ts'
import type { AdminAction } from '../../shared/ipc.ts'
import { LINE_BYTES } from '../../shared/limits.ts'
import { LineDecoder } from '../net/lines.ts'
import { parseJson, parseWords } from './commands.ts'
import type { TerminalEvent } from './output.ts'

export interface Voice {
  readonly json: boolean
  readonly stdin: Readable
  print(event: TerminalEvent): void
  say(cid: string, text: string): void
  administer(action: AdminAction): Promise<void>
  leave(): void
}

/** Reads until the end; leaves once, however often it is asked to. */
export function readCommands(voice: Voice): void {
  const { json, stdin, print } = voice
  const decoder = new LineDecoder(LINE_BYTES)
  let leaving = false
  const stop = () => {
    if (!leaving) voice.leave()
    leaving = true
  }
  const fail = (error: unknown) => {
    const { code, message } = toErrorValue(error)
    print({ type: 'error', code, text: message })
  }
  const take = (line: string) => {
    const command = json ? parseJson(line) : parseWords(line)
    switch (command.type) {
      case 'nothing':
        return
      case 'leave':
        return stop()
      case 'wrong':
        return print({ type: 'error', code: 'bad_command', text: command.text })
      case 'admin':
        void voice.administer(command.action).catch(fail)
        return
      case 'say':
        try {
          voice.say(command.cid ?? randomUUID(), command.text)
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
      const text = `The input cannot be read: ${(error as Error).message}.`
      print({ type: 'error', code: 'bad_input', text })
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
