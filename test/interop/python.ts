/**
 * The Python client for tests: how it is run, what it told, and hosts that it comes back to.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { HostMessage, HostMessageOf } from '../../shared/wire/protocol.ts'
import type { TestHost } from '../support/loopback.ts'
import { type HostProcess, root, runHost, TerminalProcess } from '../support/terminal.ts'

export function runPython(...args: string[]): TerminalProcess {
  return new TerminalProcess(
    spawn('python3', ['test/interop/client.py', ...args], { cwd: root, stdio: 'pipe' }),
  )
}

/** Where a host is, without what its link may carry beyond the key. */
export function byAddress(
  host: Pick<HostProcess, 'address' | 'fingerprint'>,
  fingerprint = host.fingerprint,
): string[] {
  return [...host.address.split(':'), '--fingerprint', fingerprint]
}

/** The messages of one type that the Python client met. */
export function got<T extends HostMessage['type']>(client: TerminalProcess, type: T) {
  const all = client.lines
    .map((line) => JSON.parse(line) as { got?: HostMessage })
    .flatMap((line) => line.got ?? [])
  return all.filter(
    (message): message is Extract<HostMessage, { type: T }> => message.type === type,
  )
}

/** The room's log as the Python client took it: each event once, in its order. */
export function logOf(client: TerminalProcess): (readonly [number, string, string])[] {
  return client.lines
    .flatMap((line) => (JSON.parse(line) as { log?: HostMessageOf<'event'> }).log ?? [])
    .map(({ seq, author, body }) => [seq, author.name, String(body?.text ?? '')] as const)
}

/** The same as the host's terminal prints it. */
export function hostLogOf(host: TerminalProcess): (readonly [number, string, string])[] {
  return host
    .of('message')
    .map(({ seq, author, text }) => [Number(seq), String(author), String(text)] as const)
}

/** What the Python client has told under one name, `waiting` or `confirmed` say. */
export function told(client: TerminalProcess, name: string): unknown[] {
  return client.lines.flatMap((line) => (JSON.parse(line) as Record<string, unknown>)[name] ?? [])
}

/** What it shows of a message besides its words, or in their place, as it has told last. */
export function rowOf(client: TerminalProcess, seq: number) {
  return client.events.findLast(({ reactions, on }) => reactions !== undefined && on === seq)
}

/** The code of each answer, in the order of saying; `event` for what became one. */
export function answers(client: TerminalProcess): string[] {
  const codes = new Map(got(client, 'rejected').map(({ cid, code }) => [cid, code]))
  return told(client, 'waiting').map((cid) => codes.get(String(cid)) ?? 'event')
}

/** All that is in the file that it keeps, and in any that stands beside it under its name. */
export async function bytesOf(file: string): Promise<string> {
  const names = (await readdir(dirname(file))).filter((name) => name.startsWith(basename(file)))
  const all = names.map((name) => readFile(join(dirname(file), name), 'utf8'))
  return (await Promise.all(all)).join('\n')
}

export const react = (on: number, emoji: string, off?: boolean) => ({
  post: { kind: 'reaction', on, body: { emoji, ...(off !== undefined && { off }) } },
})

export const deletion = (on: number) => ({ post: { kind: 'deletion', on, body: {} } })

export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** A host that goes on where it was, each time it is started. */
export async function makeLastingHost(...args: string[]) {
  const folder = await makeFolder()
  const data = join(folder, 'data')
  let port = '0'
  return {
    folder,
    data,
    start: async (...more: string[]) => {
      const identity = ['--identity', join(folder, 'ann')]
      const host = await runHost('--port', port, '--data', data, ...identity, ...args, ...more)
      port = host.address.split(':')[1] ?? ''
      return host
    },
  }
}

/** Pia, who is the same in every run. */
export function runPia(folder: string, host: HostProcess, ...args: string[]): TerminalProcess {
  const identity = ['--identity', join(folder, 'pia')]
  return runPython(...byAddress(host), '--name', 'Pia', ...identity, ...args)
}

/** Pia in a room that is hosted in this process. */
export async function joinPia(ann: TestHost, ...args: string[]): Promise<TerminalProcess> {
  const { address, identity } = ann
  const pia = runPython(...byAddress({ address, ...identity }), '--name', 'Pia', ...args)
  await pia.until(() => told(pia, 'live').length === 1)
  return pia
}

/** Has a host say these, and waits until each has become an event. */
export async function said(host: TerminalProcess, texts: readonly string[]): Promise<void> {
  host.type(...texts.map((say) => ({ say })))
  await host.until(() => {
    const there = new Set(hostLogOf(host).map(([, , text]) => text))
    return texts.every((text) => there.has(text))
  })
}

export async function quit(client: TerminalProcess): Promise<void> {
  client.type({ leave: true })
  expect(await client.exit).toBe(0)
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tincan-interop-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
