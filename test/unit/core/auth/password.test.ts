/**
 * A room's password from both sides. The official vectors of RFC 9807 cannot be run: the library
 * takes no chosen randomness and fixes the key stretching. What stands here is behaviour.
 */
import { describe, expect, test } from 'vitest'
import { GuessLimiter } from '../../../../electron/core/auth/guess-limiter.ts'
import { makePasswordRecord } from '../../../../electron/core/auth/opaque.ts'
import { PasswordGate } from '../../../../electron/core/auth/password-gate.ts'
import { PasswordProver } from '../../../../electron/core/auth/password-prover.ts'
import { PASSWORD_TRIES } from '../../../../shared/domain/limits.ts'
import { parseHostLine, parseMemberLine } from '../../../../shared/wire/protocol.ts'
import {
  bindingOf,
  contextOf,
  keyOf,
  logIn,
  PASSWORD,
  ROOM,
  replyOf,
  sharedRecord,
  visitWith,
} from './password-kit.ts'

describe('a room with a password', () => {
  test('lets in who knows it, and both sides know that the other does', async () => {
    const { prover, answer, verdict } = await logIn(PASSWORD)
    expect(answer.wrong).toBe(false)
    expect(verdict).toEqual({ kind: 'proven', proof: expect.stringMatching(/^[\w-]{43}$/) })
    expect(verdict.kind === 'proven' && prover.check(verdict.proof)).toBe(true)
  })

  test.each(['', 'gravel', `${PASSWORD} `, PASSWORD.toUpperCase(), 'x'.repeat(256), '\ud800'])(
    'does not take %j for it, and the member knows that at once',
    async (password) => {
      const { prover, answer, verdict } = await logIn(password)
      expect(answer.wrong).toBe(true)
      expect(verdict).toEqual({ kind: 'wrong', triesLeft: PASSWORD_TRIES - 1 })
      expect(prover.check(answer.proof)).toBe(false)
    },
  )

  test('takes a password as the same however its accents were typed', async () => {
    const record = await makePasswordRecord('cafe\u0301 Zoe\u0308', ROOM)
    const context = contextOf()
    const gate = new PasswordGate({ ...context, record, limiter: new GuessLimiter(), now: () => 0 })
    const login = gate.login(context)
    const prover = new PasswordProver(context)
    const answer = await prover.reply(replyOf(login, await prover.start('caf\u00e9 Zo\u00eb')))
    expect(login.finish(answer.finish, answer.proof).kind).toBe('proven')
  })

  test('keeps a record that has the password nowhere in it and differs each time', async () => {
    const records = await Promise.all([sharedRecord(), makePasswordRecord(PASSWORD, ROOM)])
    for (const { setup, record } of records) {
      for (const text of [setup, record]) {
        const bytes = Buffer.from(text, 'base64url')
        for (const word of [PASSWORD, ...PASSWORD.split('-')]) {
          expect(text).not.toContain(word)
          expect(bytes.includes(word)).toBe(false)
        }
      }
    }
    expect(records[0]?.record).not.toBe(records[1]?.record)
    expect(records[0]?.setup).not.toBe(records[1]?.setup)
  })

  test('has a record that is of no use in another room', async () => {
    const { answer } = await logIn(PASSWORD, {}, { roomId: 'another' })
    expect(answer.wrong).toBe(true)
  })

  test('says every step in messages that the protocol knows', async () => {
    const login = await visitWith()
    const prover = new PasswordProver(contextOf())
    for (const password of ['wrong', PASSWORD]) {
      const request = await prover.start(password)
      const response = replyOf(login, request)
      const { finish, proof } = await prover.reply(response)
      const said = [
        { type: 'opaque_start', request },
        { type: 'opaque_finish', finish, proof },
      ]
      const kinds = said.map((message) => parseMemberLine(JSON.stringify(message)).kind)
      expect(kinds).toEqual(['message', 'message'])
      const line = JSON.stringify({ type: 'opaque_reply', response })
      expect(parseHostLine(line).kind).toBe('message')
      expect([request.length, response.length, finish.length, proof.length]).toEqual([
        128, 427, 86, 43,
      ])
      login.finish(finish, proof)
    }
  })
})

describe('somebody in the middle', () => {
  test.each([
    ['another connection', { binding: bindingOf('two') }],
    ['another member key', { memberKey: keyOf('relay') }],
    ['another host key', { hostKey: keyOf('relay') }],
  ])('cannot pass a proof on: the host sees %s', async (_, seen) => {
    const { prover, answer, verdict } = await logIn(PASSWORD, {}, seen)
    // The password was right, so OPAQUE itself went through; the proof stops it.
    expect(answer.wrong).toBe(false)
    expect(verdict).toEqual({ kind: 'wrong', triesLeft: PASSWORD_TRIES - 1 })
    expect(prover.check(answer.proof)).toBe(false)
  })

  test.each([
    ['another connection', { binding: bindingOf('two') }],
    ['another member key', { memberKey: keyOf('relay') }],
    ['another host key', { hostKey: keyOf('relay') }],
    ['another room', { roomId: 'another' }],
  ])('cannot pass the host’s proof on: the member sees %s', async (_, seen) => {
    const login = await visitWith()
    const [here, there] = [new PasswordProver(contextOf()), new PasswordProver(contextOf(seen))]
    const answer = await here.reply(replyOf(login, await here.start(PASSWORD)))
    const verdict = login.finish(answer.finish, answer.proof)
    if (verdict.kind !== 'proven') throw new Error(verdict.kind)
    const second = await visitWith()
    await there.reply(replyOf(second, await there.start(PASSWORD)))
    expect(there.check(verdict.proof)).toBe(false)
    expect(here.check(verdict.proof)).toBe(true)
  })

  test('is no host without the password: its answer is noise to the member', async () => {
    const own = await makePasswordRecord('a guess of the impostor', ROOM)
    const context = contextOf()
    const gate = new PasswordGate({
      ...context,
      record: own,
      limiter: new GuessLimiter(),
      now: () => 0,
    })
    const prover = new PasswordProver(context)
    const answer = await prover.reply(replyOf(gate.login(context), await prover.start(PASSWORD)))
    expect(answer.wrong).toBe(true)
  })

  test('cannot send the member’s own proof back as the host’s', async () => {
    const { prover, answer } = await logIn(PASSWORD)
    expect(prover.check(answer.proof)).toBe(false)
  })

  test('gets nothing but a wrong answer out of a member for an answer that is none', async () => {
    const prover = new PasswordProver(contextOf())
    const login = await visitWith()
    const request = await prover.start(PASSWORD)
    const response = replyOf(login, request)
    const bad = ['', 'A', '!', response.slice(0, -1), `${response}A`, 'A'.repeat(427), request]
    for (const one of bad) {
      await prover.start(PASSWORD)
      const answer = await prover.reply(one)
      expect(answer).toEqual({
        finish: expect.stringMatching(/^[\w-]{86}$/),
        proof: expect.stringMatching(/^[\w-]{43}$/),
        wrong: true,
      })
    }
    // And out of turn.
    expect((await prover.reply(response)).wrong).toBe(true)
    expect(new PasswordProver(contextOf()).check('A'.repeat(43))).toBe(false)
  })
})
