/**
 * People and time servers set the wall clock while something is waited for. Nothing that takes a
 * time may become shorter or longer by it; only what is shown or kept is of the new time.
 */
import { duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { PasswordGates } from '../../../electron/core/host/password.ts'
import { stepRoom } from '../../../electron/core/host/rules/room.ts'
import { initialRoom, newAccess, type RoomInput } from '../../../electron/core/host/rules/state.ts'
import { Reconnect } from '../../../electron/core/member/reconnect.ts'
import { type CloseCause, Connection } from '../../../electron/core/net/connection.ts'
import { NetworkWatch } from '../../../electron/core/net/network-watch.ts'
import {
  GUESS_BURST,
  LINE_BYTES,
  NETWORK_LOOK_MS,
  PING_MS,
  RESERVE_MS,
  SILENCE_MS,
} from '../../../shared/domain/limits.ts'
import { later, unixMs } from '../../../shared/domain/time.ts'
import {
  type HostMessage,
  type MemberMessage,
  parseMemberLine,
} from '../../../shared/wire/protocol.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { keyOf, RECORD, sentTo, toAll } from '../../support/pure-room.ts'
import { bindingOf, ROOM, sharedRecord } from './auth/password-kit.ts'

const RULES = { approving: false, locked: false, past: 'all', perAddress: null } as const
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe.each([
  ['a minute on', MINUTE],
  ['an hour back', -HOUR],
  ['a day on', DAY],
  ['a day back', -DAY],
  ['to years ago', -20 * 365 * DAY],
])('the wall clock is set %s, and', (_, jump) => {
  function line() {
    const clock = new FakeClock()
    const [ours, peer] = duplexPair()
    const closed: CloseCause[] = []
    let written = ''
    peer.on('data', (chunk: Buffer) => {
      written += chunk.toString()
    })
    new Connection<MemberMessage, HostMessage>({
      stream: ours,
      clock,
      parse: parseMemberLine,
      lineLimit: LINE_BYTES,
      onMessage: () => {},
      onBad: () => {},
      onClose: (cause) => closed.push(cause),
    })
    return { clock, peer, closed, pings: () => written.match(/ping/g)?.length ?? 0 }
  }

  test('an idle line that is alive stays, with a ping a period', async () => {
    const { clock, peer, closed, pings } = line()
    for (let period = 1; period <= 8; period += 1) {
      clock.advance(PING_MS - 1)
      clock.setWall(jump)
      clock.advance(1)
      await setImmediate()
      expect([period, pings(), closed]).toEqual([period, period, []])
      peer.write('{"type":"pong"}\n')
      await setImmediate()
    }
  })

  test('a dead line is noticed at its time, not before and not later', async () => {
    const { clock, closed, pings } = line()
    clock.advance(PING_MS / 2)
    clock.setWall(jump)
    clock.advance(SILENCE_MS - PING_MS / 2 - 1)
    await setImmediate()
    expect([pings(), closed]).toEqual([2, []])
    clock.advance(1)
    expect(closed).toEqual([{ kind: 'silent' }])
  })

  test('a lost connection is made again at its time, and the countdown says when', () => {
    const clock = new FakeClock()
    let tries = 0
    const retrying = new Reconnect({ clock, random: () => 1, again: () => (tries += 1) })
    retrying.wait(1)
    clock.advance(400)
    clock.setWall(jump)
    expect(retrying.retryIn).toBe(600)
    clock.advance(599)
    expect([tries, retrying.retryIn]).toEqual([0, 1])
    clock.advance(1)
    expect([tries, retrying.retryIn]).toEqual([1, null])
  })

  test('the computer has not slept', () => {
    const clock = new FakeClock()
    let changes = 0
    const watch = new NetworkWatch(clock, () => ({ interfaces: {}, uptime: 1_000 }))
    const stop = watch.onChange(() => {
      changes += 1
    })
    clock.setWall(jump)
    clock.advance(2 * NETWORK_LOOK_MS)
    expect(changes).toBe(0)
    stop()
  })

  test('a room that was opened again takes known keys for back for its minute', () => {
    const clock = new FakeClock()
    const access = {
      ...newAccess(RULES),
      admitted: new Set([keyOf(1), keyOf(2)]),
      floors: new Map([1, 2].map((n) => [keyOf(n), 1])),
    }
    let state = initialRoom({ id: 'r', name: 'Lab', capacity: 9, hostKey: keyOf(0) }, access, {
      quietUntil: later(clock.monotonic(), RESERVE_MS),
    })
    const step = (input: RoomInput) => {
      const context = { wall: clock.wall(), monotonic: clock.monotonic() }
      const result = stepRoom(state, input, context)
      state = result.state
      return result.effects
    }
    const changeOf = (from: number) => {
      step({ type: 'connected', from, key: keyOf(from), host: false, address: null })
      const message: MemberMessage = {
        type: 'hello',
        version: 1,
        capabilities: [],
        name: `N${from}`,
      }
      return toAll(step({ type: 'heard', from, message })).flatMap((one) =>
        one.type === 'member' ? [one.change] : [],
      )
    }
    clock.advance(RESERVE_MS - 1)
    clock.setWall(jump)
    expect(changeOf(1)).toEqual(['back'])
    clock.setWall(-jump)
    clock.advance(1)
    clock.setWall(-jump)
    expect(changeOf(2)).toEqual(['joined'])
  })

  test('guesses at a password come back no sooner and no later', async () => {
    const clock = new FakeClock()
    const password = new PasswordGates(ROOM, keyOf(0), clock)
    const record = await sharedRecord()
    let logins = 0
    const guess = () => {
      logins += 1
      const binding = bindingOf(`${logins}`)
      return password.login(record, { memberKey: keyOf(logins), binding }).start('AAAA')
    }
    for (let n = 0; n < GUESS_BURST; n += 1) expect(guess().kind).toBe('reply')
    const limited = guess()
    clock.setWall(jump)
    expect(guess()).toEqual(limited)
    if (limited.kind !== 'limited') throw new Error('it was not limited')
    clock.advance((limited.retryAfter - 1) * 1000)
    expect(guess().kind).toBe('limited')
    clock.advance(1000)
    expect(guess().kind).toBe('reply')
  })
})

test('a link for a day is good until that time of day: it outlasts restarts', () => {
  const clock = new FakeClock()
  const room = { id: 'r', name: 'Lab', capacity: 9, hostKey: keyOf(0) }
  const ticket = { once: false, expires: unixMs(clock.wall() + DAY), skipsApproval: true }
  const access = { ...newAccess(RULES, RECORD), tickets: new Map([['secret', ticket]]) }
  const begun = initialRoom(room, access)
  const answerTo = (from: number) => {
    const context = { wall: clock.wall(), monotonic: clock.monotonic() }
    const key = keyOf(from)
    const met = stepRoom(
      begun,
      { type: 'connected', from, key, host: false, address: null },
      context,
    ).state
    const message: MemberMessage = {
      type: 'hello',
      version: 1,
      capabilities: [],
      name: 'Bob',
      ticket: 'secret',
    }
    const heard = stepRoom(met, { type: 'heard', from, message }, context)
    const kept = stepRoom(heard.state, { type: 'accessKept' }, context)
    const [first] = sentTo(from, [...heard.effects, ...kept.effects])
    return first?.type
  }
  clock.setWall(DAY - 1)
  expect(answerTo(1)).toBe('joined')
  clock.setWall(1)
  expect(answerTo(1)).toBe('refused')
})
