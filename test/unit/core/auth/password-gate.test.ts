/** What the gate says to messages that are not as they should be: always the same. */
import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GuessLimiter } from '../../../../electron/core/auth/guess-limiter.ts'
import {
  hostFinish,
  hostStart,
  memberFinish,
  memberStart,
} from '../../../../electron/core/auth/opaque.ts'
import { PasswordProver } from '../../../../electron/core/auth/password-prover.ts'
import { proofOf, sameProof } from '../../../../electron/core/auth/proof.ts'
import { GUESS_BURST, PASSWORD_TRIES } from '../../../../shared/domain/limits.ts'
import {
  bindingOf,
  contextOf,
  keyOf,
  PASSWORD,
  ROOM,
  replyOf,
  sharedRecord,
  visitWith,
} from './password-kit.ts'

const WRONG = { kind: 'wrong', triesLeft: PASSWORD_TRIES - 1 }
const NOISE = { finish: 'B'.repeat(86), proof: 'B'.repeat(43) }

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same text with one of the six bits of one character turned. */
function flipped(text: string, at: number, bit = 5): string {
  const value = ALPHABET.indexOf(text.charAt(at)) ^ (1 << bit)
  return text.slice(0, at) + ALPHABET.charAt(value) + text.slice(at + 1)
}

/** The text cut off at every length, with every bit turned, and with something after it. */
function spoiled(text: string): string[] {
  const places = Array.from({ length: text.length }, (_, at) => at)
  return [
    ...places.map((length) => text.slice(0, length)),
    ...places.flatMap((at) => [0, 1, 2, 3, 4, 5].map((bit) => flipped(text, at, bit))),
    `${text}A`,
    `${text}=`,
  ]
}

/** Right messages of a right password, up to the host's judgement. */
async function rightMessages() {
  const login = await visitWith()
  const prover = new PasswordProver(contextOf())
  const request = await prover.start(PASSWORD)
  const response = replyOf(login, request)
  return { login, request, response, ...(await prover.reply(response)) }
}

describe('a first message that is none', () => {
  test('gets an answer like any other, and then the password was wrong', async () => {
    const { request } = await rightMessages()
    const bad = [...spoiled(request), 'A'.repeat(128), '_'.repeat(128), '!'.repeat(128), '\ud800']
    for (const one of bad) {
      const login = await visitWith()
      expect(replyOf(login, one)).toMatch(/^[\w-]{427}$/)
      expect(login.finish(NOISE.finish, NOISE.proof)).toEqual(WRONG)
    }
  })

  test('whatever it is, nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.string(), async (request, finish, proof) => {
        const login = await visitWith()
        expect(login.start(request).kind).toBe('reply')
        expect(login.finish(finish, proof)).toEqual(WRONG)
      }),
    )
  })
})

describe('a third message that is none', () => {
  test('cut off at any length or with any bit turned opens nothing; whole, it does', async () => {
    const { state: member, request } = memberStart(PASSWORD)
    const { response, state: host } = hostStart(await sharedRecord(), ROOM, request)
    const right = await memberFinish(member, response)
    if (right === undefined) throw new Error('the password is right')
    for (const bad of [...spoiled(right.finish), '', 'A'.repeat(86)]) {
      expect(hostFinish(host, bad)).toBeUndefined()
    }
    expect(hostFinish(host, right.finish)).toBe(right.sessionKey)
    const proof = proofOf(right.sessionKey, 'member', contextOf())
    for (const bad of spoiled(proof)) expect(sameProof(proof, bad)).toBe(false)
  })

  test('of any shape is a wrong password to the gate', async () => {
    const { request, finish, proof } = await rightMessages()
    for (const [one, other] of [
      ...spoiled(finish)
        .filter((_, at) => at % 5 === 0)
        .map((bad) => [bad, proof] as const),
      [finish, ''] as const,
      [proof, finish] as const,
      ['', ''] as const,
    ]) {
      const login = await visitWith()
      replyOf(login, request)
      expect(login.finish(one, other)).toEqual(WRONG)
    }
  })

  test('a right one with a single bit altered anywhere is a wrong password', async () => {
    for (const part of ['finish', 'proof'] as const) {
      const right = await rightMessages()
      const sent = { ...right, [part]: flipped(right[part], 7) }
      expect(right.login.finish(sent.finish, sent.proof)).toEqual(WRONG)
    }
  })

  test('a right one cut by its last character is a wrong password', async () => {
    for (const part of ['finish', 'proof'] as const) {
      const right = await rightMessages()
      const sent = { ...right, [part]: right[part].slice(0, -1) }
      expect(right.login.finish(sent.finish, sent.proof)).toEqual(WRONG)
    }
  })

  test('swapped between two connections is a wrong password on both', async () => {
    const [one, two] = await Promise.all([rightMessages(), rightMessages()])
    expect(one.login.finish(two.finish, two.proof)).toEqual(WRONG)
    expect(two.login.finish(one.finish, one.proof)).toEqual(WRONG)
  })

  test('played again, on this connection or another, is a wrong password', async () => {
    const right = await rightMessages()
    expect(right.login.finish(right.finish, right.proof).kind).toBe('proven')
    expect(right.login.finish(right.finish, right.proof)).toEqual({ kind: 'refused' })
    const again = await visitWith()
    replyOf(again, right.request)
    expect(again.finish(right.finish, right.proof)).toEqual(WRONG)
  })

  test('without a first one uses up a try', async () => {
    const { finish, proof } = await rightMessages()
    const login = await visitWith()
    expect(login.finish(finish, proof)).toEqual(WRONG)
    expect(login.finish(finish, proof)).toEqual({ kind: 'wrong', triesLeft: 1 })
    expect(login.finish(finish, proof)).toEqual({ kind: 'refused' })
  })

  test('sent twice uses up a try, and the right one no longer counts', async () => {
    const { login, finish, proof } = await rightMessages()
    expect(login.finish(NOISE.finish, NOISE.proof)).toEqual(WRONG)
    expect(login.finish(finish, proof)).toEqual({ kind: 'wrong', triesLeft: 1 })
  })
})

describe('tries', () => {
  test('three on a connection; the third wrong one is refused, and so is all after it', async () => {
    const { request, finish, proof } = await rightMessages()
    const login = await visitWith()
    const outcomes = [1, 2, 3].map(() => {
      replyOf(login, request)
      return login.finish(finish, proof)
    })
    expect(outcomes).toEqual([
      { kind: 'wrong', triesLeft: 2 },
      { kind: 'wrong', triesLeft: 1 },
      { kind: 'refused' },
    ])
    expect(login.start(request)).toEqual({ kind: 'refused' })
    expect(login.finish(finish, proof)).toEqual({ kind: 'refused' })
  })

  test('the last of three may be the right one', async () => {
    const login = await visitWith()
    const prover = new PasswordProver(contextOf())
    const kinds: string[] = []
    for (const password of ['one', 'two', PASSWORD]) {
      const { finish, proof } = await prover.reply(replyOf(login, await prover.start(password)))
      kinds.push(login.finish(finish, proof).kind)
    }
    expect(kinds).toEqual(['wrong', 'wrong', 'proven'])
  })

  test('a begun one counts, though never finished: its answer was enough to guess by', async () => {
    const { request } = await rightMessages()
    const login = await visitWith()
    const kinds = [1, 2, 3, 4].map(() => login.start(request).kind)
    expect(kinds).toEqual(['reply', 'reply', 'reply', 'refused'])
    expect(login.finish(NOISE.finish, NOISE.proof)).toEqual({ kind: 'refused' })
  })

  test('from ever new connections are limited by the room, with a time to wait', async () => {
    const { request } = await rightMessages()
    const limiter = new GuessLimiter()
    let now = 0
    const begin = async (n: number) => {
      const more = { memberKey: keyOf(`${n}`), binding: bindingOf(`${n}`) }
      return (await visitWith(more, limiter, () => now)).start(request)
    }
    for (let n = 0; n < GUESS_BURST; n += 1) expect((await begin(n)).kind).toBe('reply')
    now = 500
    const limited = await begin(GUESS_BURST)
    expect(limited).toEqual({ kind: 'limited', retryAfter: 60 })
    now = 60_000
    expect((await begin(GUESS_BURST)).kind).toBe('reply')
  })

  test('being limited costs none of a connection’s own three', async () => {
    const { request, finish, proof } = await rightMessages()
    const limiter = new GuessLimiter()
    for (let n = 0; n < GUESS_BURST; n += 1) limiter.take(0)
    let now = 0
    const login = await visitWith({}, limiter, () => now)
    for (let n = 0; n < 10; n += 1) expect(login.start(request).kind).toBe('limited')
    now = 60_000
    replyOf(login, request)
    expect(login.finish(finish, proof)).toEqual(WRONG)
  })

  test('that are right are given back, so that a large class comes in', async () => {
    const limiter = new GuessLimiter()
    for (let n = 1; n < GUESS_BURST; n += 1) limiter.take(0)
    for (let n = 0; n < 3; n += 1) {
      const login = await visitWith({}, limiter)
      const prover = new PasswordProver(contextOf())
      const answer = await prover.reply(replyOf(login, await prover.start(PASSWORD)))
      expect(login.finish(answer.finish, answer.proof).kind).toBe('proven')
    }
  })

  test('a binding that is no binding is the host’s own mistake', async () => {
    await expect(visitWith({ binding: new Uint8Array(31) })).rejects.toThrow(RangeError)
    expect(() => visitWith({ roomId: ROOM })).not.toThrow()
  })
})

/** Printed to be read, not judged: a busy machine says nothing about the code. */
test('the host’s work for each kind of wrong message is shown', async () => {
  const right = await rightMessages()
  const kinds: [string, string, string, string][] = [
    ['wrong password', right.request, right.finish, right.proof],
    ['cut off', right.request.slice(9), right.finish.slice(9), right.proof.slice(9)],
    ['noise', 'B'.repeat(128), NOISE.finish, NOISE.proof],
    ['empty', '', '', ''],
  ]
  const rounds = 40
  for (const [name, request, finish, proof] of kinds) {
    const spent: number[] = []
    for (let n = 0; n < rounds; n += 1) {
      const login = await visitWith()
      const begun = performance.now()
      login.start(request)
      login.finish(finish, proof)
      spent.push(performance.now() - begun)
    }
    spent.sort((a, b) => a - b)
    console.log(`${name}: median ${spent[rounds / 2]?.toFixed(2)} ms`)
  }
})
