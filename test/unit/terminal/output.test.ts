/**
 * What the terminal prints of what is said. When something is wrong, that leads on, and never back
 * to what was refused.
 */

import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '../../../electron/core/store/store.ts'
import { toJson, toWords } from '../../../electron/terminal/output.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import { type Said, UNREADABLE } from '../../../shared/events/kind.ts'

describe('words', () => {
  test.each(['password_needed', 'auth_failed'] as const)('%s names the option', (code) => {
    for (const event of [
      { type: 'refused', error: errorValue(code) },
      { type: 'ended', how: 'refused', error: errorValue(code) },
    ] as const) {
      expect(toWords(event).err).toContain('--password-file')
      expect(toJson(event).out).toContain('--password-file')
    }
    expect(errorValue(code).message).not.toContain('--')
  })

  test('a host’s address that is no number is not answered with the advice to use a name', () => {
    const { message } = errorValue('address_invalid', { field: 'ip' })
    expect(message).toContain('127.0.0.1')
    expect(message).not.toContain('name')
  })
})

describe('what is said', () => {
  const KEY = 'A'.repeat(43) as Fingerprint
  const event = (said: Said): StoredEvent => ({
    ...{ seq: 42, author: { id: KEY, name: 'Ann' }, cid: 'c', time: unixMs(1) },
    ...said,
  })
  const json = (said: Said) => toJson({ type: 'said', event: event(said) })
  const words = (said: Said) => toWords({ type: 'said', event: event(said) }, () => '12:00')

  const message = { kind: 'message', on: null, body: { text: 'Hello\nworld' } }
  const reaction = { kind: 'reaction', on: 41, body: { emoji: '👍' } }
  const poll = { kind: 'poll', on: null, body: { question: 'Tea?', answers: ['yes', null, 2] } }
  const vote = { kind: 'vote', on: 41, body: {} }
  const unreadable = { kind: UNREADABLE, on: null, body: {} }
  /** This version knows the kind, and not what is in it. */
  const odd = { kind: 'message', on: null, body: { words: 'Hello' } }

  test('a message is an event of its own, in JSON', () => {
    expect(json(message)).toEqual({
      out: `{"event":"message","seq":42,"author":"Ann","authorId":"${KEY}","text":"Hello\\nworld","time":1,"cid":"c"}`,
    })
  })

  test('a message that is withdrawn has no text, but the number of what withdrew it', () => {
    const gone = { ...event({ ...message, body: {} }), withdrawn: 57 }
    expect(toJson({ type: 'said', event: gone })).toEqual({
      out: `{"event":"message","seq":42,"author":"Ann","authorId":"${KEY}","text":null,"time":1,"cid":"c","withdrawn":57}`,
    })
    expect(toWords({ type: 'said', event: gone }, () => '12:00')).toEqual({
      out: '12:00 * What Ann said here was deleted',
    })
  })

  test('what stands on something and is withdrawn has no body', () => {
    const gone = { ...event({ ...vote, body: {} }), withdrawn: 57 }
    expect(toJson({ type: 'said', event: gone })).toEqual({
      out: `{"event":"posted","seq":42,"kind":"vote","on":41,"author":"Ann","authorId":"${KEY}","time":1,"cid":"c","body":null,"withdrawn":57}`,
    })
    expect(toWords({ type: 'said', event: gone })).toEqual({})
  })

  test('what was looked at is an event with what stands on it, in JSON alone', () => {
    const on = { ...event(reaction), seq: 43 }
    const looked = { type: 'looked', seq: 42, found: { event: event(message), on: [on] } } as const
    const told = JSON.parse(toJson(looked).out ?? '')
    expect(told).toMatchObject({
      ...{ event: 'looked', seq: 42, found: { event: 'message', seq: 42, text: 'Hello\nworld' } },
      on: [{ event: 'posted', seq: 43, kind: 'reaction', on: 41 }],
    })
    expect(toJson({ ...looked, found: null })).toEqual({
      out: '{"event":"looked","seq":42,"found":null,"on":[]}',
    })
    expect(toWords(looked)).toEqual({})
  })

  test.each([reaction, poll, vote, odd])(
    'a $kind is posted with all of its body, in JSON',
    (said) => {
      const { kind, on, body } = said
      const { out = '', ...others } = json(said)
      expect(others).toEqual({})
      expect(out).toBe(
        `{"event":"posted","seq":42,"kind":"${kind}","on":${on},"author":"Ann","authorId":"${KEY}","time":1,"cid":"c","body":${JSON.stringify(body)}}`,
      )
    },
  )

  test('what cannot be read any more is none, in JSON', () => {
    expect(json(unreadable)).toEqual({})
  })

  test('a body cannot drive a terminal or make a line of its own', () => {
    const { out = '' } = json({ ...poll, body: { 'a\u2028b': ['\u001b[2J', '\u202e'] } })
    expect(out).toContain('{"a\\u2028b":["\\u001b[2J","\\u202e"]}')
  })

  test('in words a message is its text, and a reaction nothing', () => {
    expect(words(message).out).toMatch(/^12:00 Ann: Hello\n +world$/)
    expect(words(reaction)).toEqual({})
  })

  test.each([poll, odd])(
    'in words a $kind that only a newer version can show is one quiet line',
    (said) => {
      expect(words(said)).toEqual({
        out: '12:00 * Ann sent something that needs a newer Tincan',
      })
    },
  )

  test('in words what stands on another event and is not known is nothing', () => {
    expect(words(vote)).toEqual({})
    expect(words({ ...reaction, body: { emoji: 'none' } })).toEqual({})
  })

  test('in words a deletion is told as it happens', () => {
    expect(words({ kind: 'deletion', on: 7, body: {} })).toEqual({
      out: '12:00 * Ann deleted a message',
    })
  })

  test('in words what cannot be read any more is said', () => {
    expect(words(unreadable)).toEqual({ out: '12:00 * A message cannot be read: it was damaged' })
  })

  describe('and did not reach the room', () => {
    const error = errorValue('not_allowed')
    const unsent = (said: Said) => ({ type: 'unsent', cid: 'c', said, error }) as const

    test('is as it was said, in JSON', () => {
      const of = (said: Said) => JSON.parse(toJson(unsent(said)).out ?? '')
      const why = { code: 'not_allowed', text: error.message }
      expect(of(message)).toEqual({ event: 'unsent', cid: 'c', say: 'Hello\nworld', ...why })
      expect(of(reaction)).toEqual({ event: 'unsent', cid: 'c', ...reaction, ...why })
      expect(of(poll)).toEqual({ event: 'unsent', cid: 'c', ...poll, ...why })
    })

    test('is told on stderr by its words, or else its kind, and why', () => {
      const why = `\n      ${error.message}`
      for (const write of [toJson, toWords]) {
        expect(write(unsent({ ...message, body: { text: 'Hello' } })).err).toBe(
          `Not sent: Hello${why}`,
        )
        expect(write(unsent(reaction)).err).toBe(`Not sent: reaction${why}`)
        expect(write(unsent(poll)).err).toBe(`Not sent: poll${why}`)
      }
    })
  })
})
