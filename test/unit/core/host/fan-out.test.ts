/** What all members are told: joined, shared, and in its order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FanOut } from '../../../../electron/core/host/fan-out.ts'
import type { Peer, RoomState } from '../../../../electron/core/host/rules/state.ts'
import { encodeLine } from '../../../../electron/core/net/lines.ts'
import { FAN_OUT_BYTES, PRESENCE_MS } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import type { HostMessage } from '../../../../shared/wire/protocol.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { keyOf } from '../../../support/pure-room.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const ended = (text: string): HostMessage => ({ type: 'ended', code: 'room_closed', text })
const joined = (n: number): HostMessage => ({
  ...{ type: 'member', change: 'joined', time: unixMs(1) },
  member: { id: keyOf(n), name: `M${n}`, host: false, clash: false, cut: false },
})
const textOf = (message: HostMessage) => {
  if (message.type === 'member') return message.member.name
  return 'text' in message ? message.text : undefined
}

/** The peers of a room with these members, and one who is none yet. */
function peersOf(...members: number[]): RoomState['peers'] {
  const peer = (n: number) => ({
    ...{ key: keyOf(n), host: false, address: null, stage: 'member', reading: false },
    member: { id: keyOf(n), name: `M${n}`, host: false, clash: false, cut: false },
  })
  const stranger = { key: keyOf(99), host: false, address: null, stage: 'greeting', proven: true }
  return new Map([...members.map((n) => [n, peer(n)]), [99, stranger]] as [number, Peer][])
}

function fanOut() {
  const written: { to: number; bytes: Buffer; texts: unknown[] }[] = []
  const clock = new FakeClock()
  const out = new FanOut(clock, (to, bytes, messages) => {
    written.push({ to, bytes, texts: messages.map(textOf) })
  })
  const heard = (by: number) =>
    written.filter(({ to }) => to === by).map(({ texts }) => texts.join(' '))
  return { out, clock, written, heard }
}

test('what is told in one turn is one buffer, the same for every member', async () => {
  const { out, written } = fanOut()
  const peers = peersOf(1, 2, 3)
  for (const text of ['a', 'b', 'c']) out.tell(peers, ended(text))
  expect(written).toEqual([])
  await turn()
  expect(written.map(({ to }) => to)).toEqual([1, 2, 3])
  const [first] = written
  const lines = Buffer.concat(['a', 'b', 'c'].map((text) => encodeLine(ended(text))))
  for (const { bytes, texts } of written) {
    expect(bytes).toBe(first?.bytes)
    expect(bytes.equals(lines)).toBe(true)
    expect(texts).toEqual(['a', 'b', 'c'])
  }
})

test('who comes meanwhile hears what is told from then on, and the others one thing', async () => {
  const { out, heard } = fanOut()
  out.tell(peersOf(1), ended('before'))
  out.tell(peersOf(1, 2), ended('2 is in'), 2)
  out.tell(peersOf(1, 2, 3), ended('3 is in'), 3)
  await turn()
  expect([1, 2, 3, 99].map(heard)).toEqual([['before 2 is in 3 is in'], ['3 is in'], [], []])
})

test('who is no member any more hears what was told before, and nothing after', async () => {
  const { out, heard } = fanOut()
  out.tell(peersOf(1, 2), ended('words'))
  out.tell(peersOf(1), ended('2 was put out'))
  out.toOne(2, () => {})
  await turn()
  out.tell(peersOf(1), ended('more'))
  await turn()
  expect([1, 2].map(heard)).toEqual([['words 2 was put out', 'more'], ['words']])
})

test('what one is told comes behind what all were, and holds up nobody else', async () => {
  const { out, written, heard } = fanOut()
  const peers = peersOf(1, 2)
  out.tell(peers, ended('first'))
  out.toOne(1, () => written.push({ to: 1, bytes: Buffer.alloc(0), texts: ['alone'] }))
  expect(written.map(({ to }) => to)).toEqual([1, 1])
  out.tell(peers, ended('second'))
  await turn()
  expect([1, 2].map(heard)).toEqual([['first', 'alone', 'second'], ['first second']])
})

test('a crowd that comes in is told at most so often, and the first of it at once', async () => {
  const { out, clock, heard } = fanOut()
  const peers = peersOf(1)
  out.tell(peers, joined(2))
  await turn()
  expect(heard(1)).toEqual(['M2'])
  for (const n of [3, 4, 5]) out.tell(peers, joined(n))
  await turn()
  clock.advance(PRESENCE_MS - 1)
  expect(heard(1)).toEqual(['M2'])
  clock.advance(1)
  expect(heard(1)).toEqual(['M2', 'M3 M4 M5'])
  clock.advance(PRESENCE_MS)
  out.tell(peers, joined(6))
  await turn()
  expect(heard(1).at(-1)).toBe('M6')
  expect(clock.waiting).toBe(0)
})

test('words wait for nobody, and bring along who came before them', async () => {
  const { out, clock, heard } = fanOut()
  const peers = peersOf(1)
  out.tell(peers, joined(2))
  out.tell(peers, joined(3))
  await turn()
  out.tell(peers, joined(4))
  out.tell(peers, ended('words of 4'))
  await turn()
  expect(heard(1)).toEqual(['M2 M3', 'M4 words of 4'])
  expect(clock.waiting).toBe(0)
})

test('much is not gathered for long', () => {
  const { out, written } = fanOut()
  const peers = peersOf(1, 2)
  const long = 'x'.repeat(FAN_OUT_BYTES / 4)
  for (let n = 0; n < 4; n += 1) out.tell(peers, ended(long))
  expect(written).toHaveLength(2)
})

test('what a write leads to comes behind what was told before, for everybody', async () => {
  const order: string[] = []
  const out: FanOut = new FanOut(new FakeClock(), (to, _, messages) => {
    const first = order.length === 0
    order.push(...messages.map((message) => `${to} ${textOf(message)}`))
    if (!first) return
    // Too slow: its connection ends, and that is told, and said to somebody alone.
    out.tell(peersOf(2, 3), ended('1 is cut'))
    out.toOne(3, () => order.push('3 alone'))
  })
  out.tell(peersOf(1, 2, 3), ended('words'))
  out.flush()
  await turn()
  expect(order).toEqual(['1 words', '3 words', '3 1 is cut', '3 alone', '2 words', '2 1 is cut'])
})

test('one that cannot be written to keeps the others from nothing', () => {
  const heard: number[] = []
  const out = new FanOut(new FakeClock(), (to) => {
    heard.push(to)
    if (to === 1) throw new Error('broken')
  })
  const peers = peersOf(3, 1, 2)
  out.tell(peers, ended('words'))
  expect(() => out.flush()).toThrow('broken')
  out.tell(peers, ended('more'))
  expect(() => out.flush()).toThrow('broken')
  expect(heard).toEqual([3, 1, 2, 3, 1, 2])
})

test('whoever comes, goes and is told alone, each hears what was told while they were in, in order', async () => {
  const member = fc.nat(4)
  const step = fc.oneof(
    fc.record({ does: fc.constantFrom('tell', 'flush', 'turn', 'presence', 'time') }),
    fc.record({ does: fc.constantFrom('come', 'go', 'alone', 'tell but'), who: member }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const heard = new Map<number, unknown[]>()
      const expected = new Map<number, unknown[]>()
      const add = (to: Map<number, unknown[]>, who: number, ...what: unknown[]) =>
        to.set(who, [...(to.get(who) ?? []), ...what])
      const clock = new FakeClock()
      const out = new FanOut(clock, (to, bytes, messages) => {
        expect(bytes.equals(Buffer.concat(messages.map(encodeLine)))).toBe(true)
        add(heard, to, ...messages.map(textOf))
      })
      const members = new Set<number>()
      let peers = peersOf()
      const tell = (message: HostMessage, but = -1) => {
        out.tell(peers, message, but === -1 ? undefined : but)
        for (const to of members) if (to !== but) add(expected, to, textOf(message))
      }
      for (const [at, one] of steps.entries()) {
        const who = 'who' in one ? one.who : -1
        if (one.does === 'come' || one.does === 'go') {
          if (one.does === 'come') members.add(who)
          else members.delete(who)
          peers = peersOf(...members)
        } else if (one.does === 'alone') {
          out.toOne(who, () => add(heard, who, `alone ${at}`))
          add(expected, who, `alone ${at}`)
        } else if (one.does === 'flush') out.flush()
        else if (one.does === 'turn') await turn()
        else if (one.does === 'time') clock.advance(PRESENCE_MS / 3)
        else if (one.does === 'presence') tell(joined(at))
        else tell(ended(`${at}`), who)
      }
      await turn()
      clock.advance(PRESENCE_MS)
      expect(heard).toEqual(expected)
      expect(clock.waiting).toBe(0)
    }),
  )
})
