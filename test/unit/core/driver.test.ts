import { describe, expect, test } from 'vitest'
import { Driver, type Ports, type Step } from '../../../electron/core/driver.ts'
import { stepSession } from '../../../electron/core/member/rules/session.ts'
import {
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from '../../../electron/core/member/rules/state.ts'
import { momentAt, unixMs } from '../../../shared/domain/time.ts'
import { ann, bob, greeting, live, pageOf, stored } from '../../support/pure-session.ts'
import { waitingFor } from '../../support/words.ts'

describe('a driver', () => {
  type Effect =
    | { readonly type: 'tell'; readonly text: string }
    | { readonly type: 'cause'; readonly input: string }

  /** Each input is told twice, with what it causes between. */
  const rules = (state: string, input: string): Step<string, Effect> => ({
    state: state + input,
    effects: [
      { type: 'tell', text: `${input} begins` },
      ...(input === 'a' ? [{ type: 'cause', input: 'b' } as const] : []),
      { type: 'tell', text: `${input} ends` },
    ],
  })

  function setup(tell: (text: string) => void) {
    const driver: Driver<string, string, Effect> = new Driver('', rules, {
      tell: ({ text }) => tell(text),
      cause: ({ input }) => driver.put(input),
    })
    return driver
  }

  test('does all effects of an input before it takes the next, which they may have caused', () => {
    const told: string[] = []
    const driver = setup((text) => told.push(`${text} at ${driver.state}`))
    driver.put('a')
    expect(told).toEqual(['a begins at a', 'a ends at a', 'b begins at ab', 'b ends at ab'])
  })

  test('does the effects and inputs that follow on one that fails, and then says so', () => {
    const told: string[] = []
    const driver = setup((text) => {
      if (text === 'a begins') throw new Error('broken')
      told.push(text)
    })
    expect(() => driver.put('a')).toThrow('broken')
    driver.put('c')
    expect(told).toEqual(['a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })
})

test('a line that is lost by the very words that a step sends leaves the session interrupted, not live', () => {
  const waiting = waitingFor('a', 'words')
  const state = startSession('Bob', 'lab:1', {
    ownKey: bob.id,
    ticket: null,
    reconnects: true,
    room: { id: 'r', name: 'Lab' },
    hostKey: ann.id,
    seq: 1,
    floor: 1,
    pending: new Map([[waiting.cid, waiting]]),
  })
  const context = { wall: unixMs(1000), monotonic: momentAt(0) }
  const told: string[] = []
  const nothing = () => {}
  const ports: Ports<SessionEffect> = {
    send: ({ message }) => {
      if (message.type === 'post') driver.put({ type: 'gone' })
    },
    live: () => told.push('live'),
    interrupted: () => told.push('interrupted'),
    dial: nothing,
    looked: nothing,
    hangUp: nothing,
    stage: nothing,
    ask: nothing,
    beginProof: nothing,
    makeProof: nothing,
    checkProof: nothing,
    remember: nothing,
    openLog: nothing,
    catchingUp: nothing,
    keep: nothing,
    olderCame: nothing,
    queue: nothing,
    unqueue: nothing,
    setReadOnly: nothing,
    members: nothing,
    event: nothing,
    notice: nothing,
    pending: nothing,
    unpending: nothing,
    ended: nothing,
  }
  const rules = (before: SessionState, input: SessionInput) => stepSession(before, input, context)
  const driver: Driver<SessionState, SessionInput, SessionEffect> = new Driver(state, rules, ports)
  driver.put({ type: 'enter', quietly: false })
  driver.put({ type: 'connected', hostKey: ann.id, trust: 'pinned' })
  driver.put({ type: 'heard', message: greeting('r') })
  const joined = {
    type: 'joined',
    self: bob,
    members: 2,
    seq: 1,
    first: 1,
    time: unixMs(1),
  } as const
  driver.put({ type: 'heard', message: joined })
  driver.put({ type: 'heard', message: { type: 'roster', members: [ann, bob] } })
  driver.put({ type: 'opened', log: { first: 1, last: 1, tail: stored(1), outbox: [] } })
  expect(told).toEqual([])
  driver.put({ type: 'heard', message: pageOf([stored(1)]) })
  expect([driver.state.phase, told]).toEqual(['cut', ['live', 'interrupted']])
  driver.put({ type: 'heard', message: live(stored(2)) })
  expect(driver.state.seq).toBe(1)
})
