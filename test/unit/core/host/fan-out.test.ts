/** What all members are told: joined, shared, and in its order. */
import { expect, test } from 'vitest'
import { FanOut } from '../../../../electron/core/host/fan-out.ts'
import type { RoomState } from '../../../../electron/core/host/rules/state.ts'
import { encodeLine } from '../../../../electron/core/net/lines.ts'
import { FAN_OUT_BYTES } from '../../../../shared/domain/limits.ts'
import type { HostMessage } from '../../../../shared/wire/protocol.ts'
import { keyOf, setup } from '../../../support/pure-room.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const ended = (text: string): HostMessage => ({ type: 'ended', code: 'room_closed', text })

/** The peers of a room with members under these numbers, and one who is none yet. */
function peersOf(...members: number[]): RoomState['peers'] {
  const room = setup()
  room.enter(100, 'Ann', true)
  for (const n of members) room.enter(n, `M ${n}`)
  room.step({ type: 'connected', from: 99, key: keyOf(99), host: false, address: null })
  return room.state().peers
}

function fanOut() {
  const written: { to: number; bytes: Buffer; texts: unknown[] }[] = []
  const out = new FanOut((to, bytes, messages) => {
    written.push({ to, bytes, texts: messages.map((one) => 'text' in one && one.text) })
  })
  return { out, written }
}

test('what is told in one turn is one buffer, the same for every member and for nobody else', async () => {
  const { out, written } = fanOut()
  const peers = peersOf(1, 2)
  for (const text of ['a', 'b', 'c']) out.tell(peers, ended(text))
  expect(written).toEqual([])
  await turn()
  expect(written.map(({ to }) => to)).toEqual([100, 1, 2])
  const [first] = written
  const lines = Buffer.concat(['a', 'b', 'c'].map((text) => encodeLine(ended(text))))
  for (const { bytes, texts } of written) {
    expect(bytes).toBe(first?.bytes)
    expect(bytes.equals(lines)).toBe(true)
    expect(texts).toEqual(['a', 'b', 'c'])
  }
})

test('who comes meanwhile hears what is told from then on', async () => {
  const { out, written } = fanOut()
  out.tell(peersOf(1), ended('before'))
  out.tell(peersOf(1, 2), ended('after'))
  await turn()
  const heard = (to: number) => written.filter((one) => one.to === to).map(({ texts }) => texts)
  expect(heard(1)).toEqual([['before'], ['after']])
  expect(heard(2)).toEqual([['after']])
})

test('nothing is held back behind what somebody is told otherwise', async () => {
  const { out, written } = fanOut()
  out.tell(peersOf(1), ended('first'))
  out.flush()
  expect(written.map(({ to }) => to)).toEqual([100, 1])
  await turn()
  expect(written).toHaveLength(2)
})

test('much is not gathered for long', () => {
  const { out, written } = fanOut()
  const peers = peersOf(1)
  const long = 'x'.repeat(FAN_OUT_BYTES / 4)
  for (let n = 0; n < 4; n += 1) out.tell(peers, ended(long))
  expect(written).toHaveLength(2)
})

test('what a write leads to comes behind what was told before, for everybody', async () => {
  const order: string[] = []
  const peers = peersOf(1, 2)
  const out: FanOut = new FanOut((to, _, [message]) => {
    order.push(`${to} ${message !== undefined && 'text' in message && message.text}`)
    if (to !== 1 || order.length > 3) return
    // Too slow: its connection ends, and that is told, and said to somebody alone.
    out.tell(peersOf(2), ended('one is cut'))
    out.inOrder(() => order.push('2 alone'))
  })
  out.tell(peers, ended('words'))
  out.flush()
  await turn()
  expect(order).toEqual([
    '100 words',
    '1 words',
    '2 words',
    '100 one is cut',
    '2 one is cut',
    '2 alone',
  ])
})

test('one that cannot be written to keeps the others from nothing', () => {
  const heard: number[] = []
  const out = new FanOut((to) => {
    heard.push(to)
    if (to === 1) throw new Error('broken')
  })
  out.tell(peersOf(1, 2), ended('words'))
  expect(() => out.flush()).toThrow('broken')
  out.inOrder(() => heard.push(7))
  expect(heard).toEqual([100, 1, 2, 7])
})
