import { describe, expect, test } from 'vitest'
import type { RoomEffect, RoomInput } from '../../../../../electron/core/host/rules/state.ts'
import { type UnixMs, unixMs } from '../../../../../shared/domain/time.ts'
import { keyOf, RECORD, sentTo, setup, toAll } from '../../../../support/pure-room.ts'
import { posting } from '../../../../support/words.ts'

describe('the access list of a room', () => {
  const hello = (from: number, name: string, ticket?: string): RoomInput => ({
    type: 'heard',
    from,
    message: { type: 'hello', version: 1, capabilities: [], name, ...(ticket && { ticket }) },
  })

  test('with a password, asks strangers for it and lets nobody in without', () => {
    const { enter, step } = setup(10, { password: true })
    enter(1, 'Ann', true)
    const welcome = step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    expect(sentTo(2, welcome)).toMatchObject([{ asks: ['name', 'password'] }])
    expect(sentTo(2, step(hello(2, 'Bob')))).toMatchObject([
      { type: 'refused', code: 'auth_failed' },
    ])
  })

  test('lets in who has proven it, and knows the key from then on, until the password changes', () => {
    const { enter, step } = setup(10, { password: true })
    enter(1, 'Ann', true)
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    step({ type: 'judged', from: 2, verdict: { kind: 'proven', proof: 'p' } })
    expect(sentTo(2, step(hello(2, 'Bob')))[0]).toMatchObject({ type: 'joined' })
    step({ type: 'gone', from: 2 })
    const again = step({ type: 'connected', from: 3, key: keyOf(2), host: false, address: null })
    expect(sentTo(3, again)).toMatchObject([{ asks: ['name'] }])
    step({ type: 'password', record: RECORD, standing: null })
    const later = step({ type: 'connected', from: 4, key: keyOf(2), host: false, address: null })
    expect(sentTo(4, later)).toMatchObject([{ asks: ['name', 'password'] }])
  })

  test('shows the host who waits and who no longer does, and nothing of a stranger’s noise', () => {
    const { enter, step } = setup(10, { approving: true })
    const shown = (effects: readonly RoomEffect[]) =>
      effects.filter((effect) => effect.type === 'showAccess').length
    enter(1, 'Ann', true)
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    expect(shown(step({ type: 'bad', from: 2, why: 'noise' }))).toBe(0)
    expect(shown(enter(3, 'Bob'))).toBe(1)
    expect(shown(step({ type: 'crowded', from: 3 }))).toBe(1)
    expect(shown(enter(4, 'Cem'))).toBe(1)
    expect(shown(step({ type: 'late', from: 4 }))).toBe(1)
    expect(shown(enter(5, 'Dea'))).toBe(1)
    const no = { type: 'decide', key: keyOf(5), admit: false } as const
    expect(shown(step({ type: 'moderate', action: no }))).toBe(1)
  })

  test('what was decided already is shown when the disk has it, and not before', () => {
    const { enter, told } = setup()
    enter(1, 'Ann', true)
    const lock = { type: 'moderate', action: { type: 'lock', locked: true } } as const
    expect(told(lock)).toMatchObject([{ type: 'keepAccess' }])
    expect(told(lock)).toEqual([])
    expect(told({ type: 'accessKept' })).toEqual([{ type: 'showAccess' }])
    expect(told(lock)).toEqual([{ type: 'showAccess' }])
  })

  test('a key that is banned again keeps its name, and nothing is written', () => {
    const { enter, step, told, state } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    const ban = { type: 'moderate', action: { type: 'ban', key: keyOf(2) } } as const
    step(ban)
    expect(told(ban)).toEqual([{ type: 'showAccess' }])
    expect(state().banned.get(keyOf(2))).toBe('Bob')
  })

  test('a ticket stands for the password: once, until its time, or for good', () => {
    const { step } = setup(10, { password: true })
    const ticket = (secret: string, once: boolean, expires: UnixMs | null) =>
      step({ type: 'ticket', secret, ticket: { once, expires, skipsApproval: true } })
    const use = (from: number, secret: string) => {
      step({ type: 'connected', from, key: keyOf(from), host: false, address: null })
      return sentTo(from, step(hello(from, `G ${from}`, secret)))[0]
    }
    ticket('once', true, null)
    ticket('old', false, unixMs(1))
    ticket('good', false, null)
    expect(use(1, 'once')).toMatchObject({ type: 'joined' })
    expect(use(2, 'once')).toMatchObject({ code: 'invite_used' })
    expect(use(3, 'old')).toMatchObject({ code: 'invite_used' })
    expect([use(4, 'good'), use(5, 'good')]).toMatchObject([{ type: 'joined' }, { type: 'joined' }])
    expect(use(6, 'made up')).toMatchObject({ code: 'invite_used' })
    step({ type: 'password', record: RECORD, standing: null })
    expect(use(7, 'good')).toMatchObject({ code: 'invite_used' })
  })

  test('who has proven the old password and not said hello has proven nothing', () => {
    const { enter, step } = setup(10, { password: true })
    enter(1, 'Ann', true)
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    step({ type: 'judged', from: 2, verdict: { kind: 'proven', proof: 'p' } })
    step({ type: 'password', record: { setup: 'new', record: 'new' }, standing: null })
    expect(sentTo(2, step(hello(2, 'Eve')))).toMatchObject([
      { type: 'refused', code: 'auth_failed' },
    ])
  })

  test('a key that waits twice waits once, where it came last', () => {
    const { enter, step, state } = setup(10, { approving: true })
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    step({ type: 'connected', from: 3, key: keyOf(2), host: false, address: null })
    expect(sentTo(2, step(hello(3, 'Bob')))).toMatchObject([{ type: 'refused' }])
    expect([...state().peers.values()].filter(({ stage }) => stage === 'waiting')).toHaveLength(1)
    const yes = step({ type: 'moderate', action: { type: 'decide', key: keyOf(2), admit: true } })
    expect(sentTo(3, yes)[0]).toMatchObject({ type: 'joined' })
  })

  test('asks the host about a newcomer, who waits outside until the answer', () => {
    const { enter, step, state } = setup(10, { approving: true })
    enter(1, 'Ann', true)
    const waiting = enter(2, 'Bob')
    expect(sentTo(2, waiting)).toEqual([{ type: 'waiting' }])
    expect(toAll(waiting)).toEqual([])
    expect(state().members).toBe(1)
    const yes = step({ type: 'moderate', action: { type: 'decide', key: keyOf(2), admit: true } })
    expect(sentTo(2, yes)[0]).toMatchObject({ type: 'joined' })
    enter(3, 'Cem')
    const no = step({ type: 'moderate', action: { type: 'decide', key: keyOf(3), admit: false } })
    expect(sentTo(3, no)).toMatchObject([{ type: 'refused', code: 'not_admitted' }])
  })

  test('locked, it lets back in who was in before, and nobody else', () => {
    const { enter, step } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    step({ type: 'moderate', action: { type: 'lock', locked: true } })
    step({ type: 'gone', from: 2 })
    expect(sentTo(2, enter(2, 'Bob'))).toContainEqual(expect.objectContaining({ type: 'joined' }))
    step({
      type: 'ticket',
      secret: 't',
      ticket: { once: false, expires: null, skipsApproval: true },
    })
    step({ type: 'connected', from: 3, key: keyOf(3), host: false, address: null })
    expect(sentTo(3, step(hello(3, 'Cem', 't')))).toMatchObject([{ code: 'not_admitted' }])
  })

  test('a banned key is put out, told, and kept out by any name and link, until it is undone', () => {
    const { enter, step, state } = setup()
    enter(1, 'Ann', true)
    enter(2, 'Bob')
    const out = step({ type: 'moderate', action: { type: 'ban', key: keyOf(2) } })
    expect(sentTo(2, out)).toMatchObject([{ type: 'ended', code: 'banned' }])
    expect(toAll(out)).toMatchObject([{ type: 'member', change: 'left' }])
    expect([...state().banned]).toEqual([[keyOf(2), 'Bob']])
    const back = step({ type: 'connected', from: 3, key: keyOf(2), host: false, address: null })
    expect(sentTo(3, back)).toMatchObject([{ type: 'refused', code: 'banned' }])
    step({ type: 'moderate', action: { type: 'unban', key: keyOf(2) } })
    expect(
      sentTo(4, step({ type: 'connected', from: 4, key: keyOf(2), host: false, address: null })),
    ).toMatchObject([{ type: 'welcome' }])
  })

  test('who was removed may come back, but must be let in anew', () => {
    const { enter, step } = setup(10, { password: true })
    enter(1, 'Ann', true)
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    step({ type: 'judged', from: 2, verdict: { kind: 'proven', proof: 'p' } })
    step(hello(2, 'Bob'))
    const out = step({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
    expect(sentTo(2, out)).toMatchObject([{ type: 'ended', code: 'removed' }])
    const back = step({ type: 'connected', from: 3, key: keyOf(2), host: false, address: null })
    expect(sentTo(3, back)).toMatchObject([{ asks: ['name', 'password'] }])
  })

  test('the host cannot be removed or banned', () => {
    const { enter, step, state } = setup()
    enter(1, 'Ann', true)
    step({ type: 'moderate', action: { type: 'remove', key: keyOf(0) } })
    step({ type: 'moderate', action: { type: 'ban', key: keyOf(0) } })
    expect(state().members).toBe(1)
    expect(state().banned.size).toBe(0)
  })

  describe('is on the disk before anybody hears of what changed it', () => {
    const kept = { type: 'accessKept' } as const
    const keeps = (effects: readonly RoomEffect[]) =>
      effects.filter((effect) => effect.type === 'keepAccess').length
    const coming = (from: number) =>
      ({ type: 'connected', from, key: keyOf(from), host: false, address: null }) as const
    const leave = (from: number): RoomInput => ({
      type: 'heard',
      from,
      message: { type: 'leave', reason: 'quit' },
    })
    const say = (from: number): RoomInput => ({
      type: 'heard',
      from,
      message: posting(`c-${from}`, 'words'),
    })

    test('a newcomer waits for it, and nobody else does', () => {
      const { enter, told, state } = setup()
      enter(1, 'Ann', true)
      told(coming(2))
      const asked = told(hello(2, 'Bob'))
      expect([keeps(asked), sentTo(2, asked), toAll(asked)]).toEqual([1, [], []])
      expect(state().members).toBe(2)
      expect(toAll(told(say(1)))).toMatchObject([{ type: 'event', seq: 1 }])
      const entered = told(kept)
      expect(sentTo(2, entered)).toMatchObject([{ type: 'joined', seq: 1, members: 2 }, {}])
      expect(toAll(entered)).toMatchObject([{ type: 'member', change: 'joined' }])
    })

    test('a newcomer who goes meanwhile was never there for the others', () => {
      const { enter, told, state } = setup()
      enter(1, 'Ann', true)
      told(coming(2))
      told(hello(2, 'Bob'))
      expect(toAll(told({ type: 'gone', from: 2 }))).toEqual([])
      expect([state().members, told(kept)]).toEqual([1, []])
    })

    test('a newcomer who comes back before it is kept waits for it again', () => {
      const { enter, told } = setup()
      enter(1, 'Ann', true)
      told(coming(2))
      told(hello(2, 'Bob'))
      told({ type: 'gone', from: 2 })
      told({ ...coming(2), from: 3 })
      const again = told(hello(3, 'Bob'))
      expect([keeps(again), sentTo(3, again)]).toEqual([1, []])
      expect(sentTo(3, told(kept))).toEqual([])
      expect(sentTo(3, told(kept))[0]).toMatchObject({ type: 'joined' })
    })

    test('who is removed hears nothing more at once, and of it when it is kept', () => {
      const { enter, told } = setup()
      enter(1, 'Ann', true)
      enter(2, 'Bob')
      const removed = told({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
      expect([keeps(removed), sentTo(2, removed), toAll(removed)]).toEqual([1, [], []])
      expect(told(say(2))).toEqual([])
      const out = told(kept)
      expect(sentTo(2, out)).toMatchObject([{ type: 'ended', code: 'removed' }])
      expect(toAll(out)).toMatchObject([{ type: 'member', change: 'left' }])
    })

    test('who comes in before a removal is told does not hear of whom they never saw', () => {
      const { enter, told, state } = setup()
      enter(1, 'Ann', true)
      enter(2, 'Bob')
      told(coming(3))
      told(hello(3, 'Bob'))
      told({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
      const entered = told(kept)
      expect(sentTo(3, entered)).toMatchObject([{ type: 'joined', self: { name: 'Bob-2' } }, {}])
      const left = told(kept).flatMap((one) => (one.type === 'broadcast' ? [one] : []))
      expect(left).toMatchObject([{ message: { type: 'member', change: 'left' } }])
      expect([1, 3].map((to) => left[0]?.only?.has(to))).toEqual([true, false])
      expect(state().members).toBe(2)
    })

    test('who is removed and comes back at once is told as gone first', () => {
      const { enter, told } = setup()
      enter(1, 'Ann', true)
      enter(2, 'Bob')
      told({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
      for (const from of [3, 4]) {
        told({ ...coming(2), from })
        told(hello(from, 'Bob'))
      }
      const changes: string[] = []
      for (let n = 0; n < 3; n += 1) {
        for (const message of toAll(told(kept)))
          if (message.type === 'member') changes.push(message.change)
      }
      expect(changes).toEqual(['left', 'joined'])
    })

    test('what changes nothing on the list is not written', () => {
      const { enter, told } = setup()
      enter(1, 'Ann', true)
      enter(2, 'Bob')
      expect(keeps(told(leave(2)))).toBe(0)
      told(coming(3))
      told({ ...coming(2), from: 4 })
      const back = told(hello(4, 'Bob'))
      expect([keeps(back), sentTo(4, back)[0]]).toMatchObject([0, { type: 'joined' }])
      const lock = { type: 'moderate', action: { type: 'lock', locked: true } } as const
      expect([keeps(told(lock)), keeps(told(lock))]).toEqual([1, 0])
      const unban = { type: 'moderate', action: { type: 'unban', key: keyOf(7) } } as const
      expect(keeps(told(unban))).toBe(0)
    })
  })
})
