import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type CloseCause, Connection } from '../../../../electron/core/net/connection.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import {
  LINE_BYTES,
  PING_MS,
  SEND_HIGH_WATER,
  SEND_QUEUE_BYTES,
  SILENCE_MS,
} from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import {
  type HostMessage,
  type MemberMessage,
  parseHostLine,
  parseMemberLine,
} from '../../../../shared/wire/protocol.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { posting } from '../../../support/words.ts'

function setup() {
  const clock = new FakeClock()
  const [ours, peer] = duplexPair()
  const messages: MemberMessage[] = []
  const bad: string[] = []
  const closed: CloseCause[] = []
  const connection = new Connection<MemberMessage, HostMessage>({
    stream: ours,
    clock,
    parse: parseMemberLine,
    lineLimit: LINE_BYTES,
    mustListen: true,
    onMessage: (message) => messages.push(message),
    onBad: (why) => bad.push(why),
    onClose: (cause) => closed.push(cause),
  })
  return { clock, ours, peer, connection, messages, bad, closed }
}

/** Reads what the connection wrote, until `enough` says so. */
async function read(
  peer: AsyncIterable<Buffer>,
  enough: (text: string) => boolean,
): Promise<string> {
  let text = ''
  for await (const chunk of peer) {
    text += chunk.toString()
    if (enough(text)) break
  }
  return text
}

const say = '{"type":"post","cid":"a","kind":"message","body":{"text":"hi"}}\n'
const longText = 'x'.repeat(16_000)
const long = {
  type: 'event',
  seq: 1,
  kind: 'message',
  author: { id: 'A'.repeat(43) as Fingerprint, name: 'A' },
  cid: 'c',
  time: unixMs(1),
  body: { text: longText },
} satisfies HostMessage

describe('a connection', () => {
  test('answers a ping by itself and tells nobody', async () => {
    const { peer, messages } = setup()
    peer.write('{"type":"ping"}\n')
    expect(await read(peer, (text) => text.includes('\n'))).toBe('{"type":"pong"}\n')
    expect(messages).toEqual([])
  })

  test('ignores types it does not know, and hears what comes after them', async () => {
    const { peer, messages, bad, closed } = setup()
    peer.write(`{"type":"dance"}\n${say}`)
    await setImmediate()
    expect(messages).toMatchObject([{ type: 'post', kind: 'message', body: { text: 'hi' } }])
    expect([bad, closed]).toEqual([[], []])
  })

  test.each([
    'garbage',
    '[]',
    '{}',
    '{"type":7}',
    '{"type":"post","cid":"a"}',
    '{"type":"post","cid":"\\u0000","kind":"message","body":{"text":""}}',
  ])('reports %s as a broken message', async (line) => {
    const { peer, bad } = setup()
    peer.write(`${line}\n`)
    await setImmediate()
    expect(bad).toHaveLength(1)
  })

  test('pings when it has heard nothing for a while', async () => {
    const { clock, peer } = setup()
    clock.advance(PING_MS)
    expect(await read(peer, (text) => text.includes('\n'))).toBe('{"type":"ping"}\n')
  })

  test('takes a silent peer for lost when its time is up, not before and not later', async () => {
    const { clock, peer, closed } = setup()
    clock.advance(3_000)
    peer.write('{"type":"pong"}\n')
    await setImmediate()
    clock.advance(SILENCE_MS - 1)
    expect(closed).toEqual([])
    clock.advance(1)
    expect(closed).toEqual([{ kind: 'silent' }])
    expect(clock.waiting).toBe(0)
  })

  test('pings once a period, however long nothing is heard', async () => {
    const { clock, peer } = setup()
    let pings = ''
    peer.on('data', (chunk: Buffer) => {
      pings += chunk.toString()
    })
    clock.advance(SILENCE_MS - 1)
    await setImmediate()
    expect(pings.match(/ping/g)).toHaveLength(2)
  })

  test('a peer that is heard stays', async () => {
    const { clock, peer, closed } = setup()
    for (let n = 0; n < 10; n += 1) {
      clock.advance(PING_MS)
      peer.write('{"type":"pong"}\n')
      await setImmediate()
    }
    expect(closed).toEqual([])
  })

  test('stops reading from a peer that does not listen, and goes on when it does', async () => {
    const { peer, connection, messages } = setup()
    for (let sent = 0; sent <= SEND_HIGH_WATER; sent += 16_000) connection.send(long)
    await setImmediate()
    peer.write(say)
    await setImmediate()
    expect(messages).toEqual([])
    peer.resume()
    peer.write(say)
    while (messages.length < 2) await setImmediate()
    expect(messages).toHaveLength(2)
  })

  test.each([
    ['a member', false],
    ['a host', true],
  ])(
    '%s holds no answers without end for a peer that asks and never listens',
    async (_, mustListen) => {
      const [ours, peer] = duplexPair()
      new Connection<MemberMessage, HostMessage>({
        stream: ours,
        clock: new FakeClock(),
        parse: parseMemberLine,
        lineLimit: LINE_BYTES,
        mustListen,
        onMessage: () => {},
        onBad: () => {},
        onClose: () => {},
      })
      const pings = '{"type":"ping"}\n'.repeat(4_000)
      for (let sent = 0; sent < 4 * SEND_HIGH_WATER; sent += pings.length) {
        peer.write(pings)
        await setImmediate()
      }
      expect(ours.writableLength).toBeLessThan(SEND_HIGH_WATER + 100_000)
    },
  )

  test('gives up a peer for which too much waits', () => {
    const { connection, closed, clock } = setup()
    for (let sent = 0; sent <= SEND_QUEUE_BYTES + 16_000; sent += 16_000) connection.send(long)
    expect(closed).toEqual([{ kind: 'too_slow' }])
    expect(clock.waiting).toBe(0)
  })

  test('a member is never given up for its own words: all of them arrive, however many wait', async () => {
    const [ours, peer] = duplexPair()
    const closed: CloseCause[] = []
    const connection = new Connection<HostMessage, MemberMessage>({
      stream: ours,
      clock: new FakeClock(),
      parse: parseHostLine,
      lineLimit: LINE_BYTES,
      onMessage: () => {},
      onBad: () => {},
      onClose: (cause) => closed.push(cause),
    })
    const words = posting('c', longText)
    const many = Math.ceil((SEND_QUEUE_BYTES + SEND_HIGH_WATER) / longText.length)
    for (let said = 0; said < many; said += 1) connection.send(words)
    expect(closed).toEqual([])
    connection.close()
    let lines = 0
    for await (const chunk of peer) lines += chunk.toString().split('\n').length - 1
    expect(lines).toBe(many)
  })

  test('closing sends what waits first, and cuts a peer that never takes it', async () => {
    const { connection, closed, clock } = setup()
    connection.send(long)
    connection.close()
    expect(closed).toEqual([])
    clock.advance(10_000)
    await setImmediate()
    expect(closed).toEqual([{ kind: 'closed' }])
    expect(clock.waiting).toBe(0)
  })

  test('the peer’s end and errors of the stream are a cut', async () => {
    const ended = setup()
    ended.peer.end()
    while (ended.closed.length === 0) await setImmediate()
    expect(ended.closed).toMatchObject([{ kind: 'cut' }])
    const broken = setup()
    broken.ours.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    while (broken.closed.length === 0) await setImmediate()
    expect(broken.closed).toEqual([{ kind: 'cut', code: 'ECONNRESET' }])
  })

  test.each([
    ['destroyed', (stream: Duplex) => void stream.destroy()],
    ['broken', (stream: Duplex) => void stream.destroy(new Error('reset'))],
    ['ended', (stream: Duplex) => void stream.end()],
  ])('writes nothing to a stream that was just %s, before it has said so', async (_, go) => {
    const { ours, connection, closed } = setup()
    go(ours)
    expect(closed).toEqual([])
    let written = 0
    ours.write = () => {
      written += 1
      return true
    }
    for (let n = 0; n < 1000; n += 1) connection.send(long)
    expect(written).toBe(0)
    await setImmediate()
    ours.destroy()
    await setImmediate()
    expect(closed).toHaveLength(1)
  })

  test('both sides may have more to say than fits: each hears the other, and all of it', async () => {
    const clock = new FakeClock()
    const [atHost, atMember] = duplexPair()
    const heard = { host: 0, member: 0 }
    const common = { clock, lineLimit: LINE_BYTES, onBad: () => {}, onClose: () => {} }
    const host = new Connection<MemberMessage, HostMessage>({
      ...common,
      stream: atHost,
      mustListen: true,
      parse: parseMemberLine,
      onMessage: () => {
        heard.host += 1
      },
    })
    const member = new Connection<HostMessage, MemberMessage>({
      ...common,
      stream: atMember,
      parse: parseHostLine,
      onMessage: () => {
        heard.member += 1
      },
    })
    const many = Math.ceil((3 * SEND_HIGH_WATER) / longText.length)
    for (let n = 0; n < many; n += 1) {
      host.send(long)
      member.send(posting(`${n}`, longText))
    }
    while (heard.host < many || heard.member < many) await setImmediate()
    expect(heard).toEqual({ host: many, member: many })
  })
})
