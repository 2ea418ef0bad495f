/** The contract's binding: who is heard, what is parsed, how answers and errors cross. */

import { describe, expect, test } from 'vitest'
import type { Logger } from '../../../electron/core/logger.ts'
import { bindIpc } from '../../../electron/ipc/bind.ts'
import type { Caller, CallerFrame } from '../../../electron/ipc/sender.ts'
import { channel, PUSH_CHANNEL, verbs } from '../../../shared/contract/channels.ts'
import { type Handlers, requests } from '../../../shared/contract/ipc.ts'
import type { Push } from '../../../shared/contract/snapshot.ts'
import { AppError } from '../../../shared/domain/errors.ts'

const ORIGIN = 'app://tincan'
const CID = '3f0c1d9e-8a53-4f0e-9b45-0d7a6f6b2a11'

type Listener = (event: Caller, ...args: unknown[]) => Promise<unknown>

class FakeContents {
  readonly sent: [string, unknown][] = []
  destroyed = false
  broken = false

  isDestroyed(): boolean {
    return this.destroyed
  }

  send(name: string, value: unknown): void {
    if (this.broken || this.destroyed) throw new TypeError('Object has been destroyed')
    this.sent.push([name, value])
  }
}

function setup(overrides: Partial<Handlers> = {}) {
  const heard: [string, unknown][] = []
  const logged: string[] = []
  const listeners = new Map<string, Listener>()
  const pushers = new Set<(push: Push) => void>()
  const contents = [new FakeContents(), new FakeContents()] as const
  const keep = (message: string, ...data: unknown[]) => {
    logged.push([message, ...data].map(String).join(' '))
  }
  const logger: Logger = { info: keep, warn: keep, error: keep }
  const handlers = Object.fromEntries(
    verbs.map((verb) => [
      verb,
      (request: unknown) => {
        heard.push([verb, request])
      },
    ]),
  ) as unknown as Handlers
  const unbind = bindIpc({
    ipc: {
      handle: (name, listener) => void listeners.set(name, listener),
      removeHandler: (name) => void listeners.delete(name),
    },
    app: {
      handlers: { ...handlers, ...overrides },
      onPush: (listener) => {
        pushers.add(listener)
        return () => void pushers.delete(listener)
      },
    },
    logger,
    windows: () => contents.map((webContents) => ({ webContents })),
    origin: ORIGIN,
  })
  const frame: CallerFrame = { url: `${ORIGIN}/index.html`, origin: ORIGIN, parent: null }
  const ours: Caller = { sender: contents[0], senderFrame: frame }
  const call = (name: string, caller: Caller, ...args: unknown[]) => {
    const listener = listeners.get(name)
    if (listener === undefined) throw new Error(`nobody handles ${name}`)
    return listener(caller, ...args)
  }
  const push = (value: Push) => {
    for (const pusher of pushers) pusher(value)
  }
  return { call, contents, frame, heard, listeners, logged, ours, push, pushers, unbind }
}

describe('the contract', () => {
  test('every verb has a parser, a name for the preload and a bound channel, and nothing else has', () => {
    const { listeners } = setup()
    expect([...verbs].sort()).toEqual(Object.keys(requests).sort())
    expect([...listeners.keys()].sort()).toEqual([...verbs].map(channel).sort())
    expect(listeners.has(PUSH_CHANNEL)).toBe(false)
  })

  test('a request reaches its handler and the answer comes back in an envelope', async () => {
    const { call, heard, ours } = setup({ host: () => ({ roomId: 'r1' }) })
    const host = {
      ip: '127.0.0.1',
      port: 62260,
      room: 'Lab',
      name: 'Ann',
      password: null,
      approving: false,
      past: 'all',
    }
    expect(await call(channel('host'), ours, host)).toEqual({ ok: true, value: { roomId: 'r1' } })
    await call(channel('leave'), ours, { roomId: 'r1' })
    await call(channel('snapshot'), ours, undefined)
    expect(heard).toEqual([
      ['leave', { roomId: 'r1' }],
      ['snapshot', undefined],
    ])
  })

  test.each([
    ['a missing field', 'say', [{ roomId: 'r1', cid: CID }]],
    ['a field of another type', 'leave', [{ roomId: 7 }]],
    ['a field too many', 'leave', [{ roomId: 'r1', force: true }]],
    ['an argument where none belongs', 'snapshot', [{}]],
    ['no argument where one belongs', 'join', []],
    ['two arguments', 'leave', [{ roomId: 'r1' }, 'more']],
    ['a value that is no object', 'copy', ['text']],
  ] as const)('%s is a bad request that no handler sees', async (_name, verb, args) => {
    const { call, heard, ours } = setup()
    expect(await call(channel(verb), ours, ...args)).toMatchObject({
      ok: false,
      error: { code: 'bad_request', details: { verb } },
    })
    expect(heard).toEqual([])
  })

  test('a bad request does not put what people wrote into the log', async () => {
    const { call, logged, ours } = setup()
    await call(channel('say'), ours, { roomId: 'r1', cid: 'none', text: 'a secret' })
    expect(logged.join()).toContain('cid')
    expect(logged.join()).not.toContain('secret')
  })
})

describe('errors', () => {
  test('an AppError keeps its code, sentence and details', async () => {
    const { call, logged, ours } = setup({
      leave: async () => {
        throw new AppError('port_in_use', { port: 62260, next: 62261, field: 'port' })
      },
    })
    expect(await call(channel('leave'), ours, { roomId: 'r1' })).toEqual({
      ok: false,
      error: {
        code: 'port_in_use',
        message: 'Port 62260 is in use by another program or room. Port 62261 is free.',
        details: { port: 62260, next: 62261, field: 'port' },
      },
    })
    expect(logged).toEqual([])
  })

  test('any other error becomes `internal` and is logged', async () => {
    const { call, logged, ours } = setup({
      leave: () => {
        throw new TypeError('x is not a function')
      },
    })
    expect(await call(channel('leave'), ours, { roomId: 'r1' })).toMatchObject({
      ok: false,
      error: { code: 'internal', details: { cause: 'x is not a function' } },
    })
    expect(logged.join()).toContain('x is not a function')
  })
})

describe('the sender', () => {
  test('the main frame of any of our windows is heard', async () => {
    const { call, contents, frame } = setup()
    for (const sender of contents) {
      expect(await call(channel('leave'), { sender, senderFrame: frame }, { roomId: 'r' })).toEqual(
        { ok: true, value: undefined },
      )
    }
  })

  test.each([
    ['an inner frame', (frame: CallerFrame) => ({ ...frame, parent: frame })],
    ['a page of another origin', (frame: CallerFrame) => ({ ...frame, origin: 'https://x.org' })],
    ['an origin that only begins like ours', (f: CallerFrame) => ({ ...f, origin: `${ORIGIN}x` })],
    ['a frame without an origin', (frame: CallerFrame) => ({ ...frame, origin: 'null' })],
    ['a frame that is gone', () => null],
  ])('%s is not heard', async (_name, change) => {
    const { call, frame, heard, ours } = setup()
    const caller = { ...ours, senderFrame: change(frame) }
    expect(await call(channel('leave'), caller, { roomId: 'r' })).toMatchObject({
      ok: false,
      error: { code: 'bad_request' },
    })
    expect(heard).toEqual([])
  })

  test('contents that belong to no window of ours are not heard', async () => {
    const { call, frame, heard } = setup()
    const stranger = { sender: new FakeContents(), senderFrame: frame }
    expect(await call(channel('snapshot'), stranger)).toMatchObject({ ok: false })
    expect(heard).toEqual([])
  })
})

describe('pushes', () => {
  const one: Push = { revision: 1, changes: [] }

  test('go to every window', () => {
    const { contents, push } = setup()
    push(one)
    for (const { sent } of contents) expect(sent).toEqual([[PUSH_CHANNEL, one]])
  })

  test('a window that is gone or broken does not keep them from the others', () => {
    const { contents, push } = setup()
    contents[0].destroyed = true
    push(one)
    contents[0].destroyed = false
    contents[0].broken = true
    push({ revision: 2, changes: [] })
    expect(contents[0].sent).toEqual([])
    expect(contents[1].sent).toHaveLength(2)
  })

  test('unbinding takes every channel and the push back', () => {
    const { listeners, pushers, unbind } = setup()
    unbind()
    expect(listeners.size).toBe(0)
    expect(pushers.size).toBe(0)
  })
})
