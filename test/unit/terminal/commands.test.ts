/** A line of a program, as a command: what can be said, and what is refused and why. */
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../electron/terminal/commands.ts'
import {
  BODY_BYTES,
  BODY_LEVELS,
  CAPABILITY_CHARS,
  ID_CHARS,
  ROOM_EVENTS,
} from '../../../shared/domain/limits.ts'

const parse = (value: object) => parseJson(JSON.stringify(value))
const body = { emoji: '👍' }
const reaction = { kind: 'reaction', on: 41, body }

/** What a body of so many levels is. */
const nested = (levels: number): object => (levels === 1 ? {} : { in: nested(levels - 1) })

describe('a post', () => {
  test('is what it says, under the cid that is given', () => {
    expect(
      parseJson('{"post": {"kind":"reaction","on":41,"body":{"emoji":"👍"}},"cid":"x"}'),
    ).toEqual({
      type: 'post',
      said: reaction,
      cid: 'x',
    })
    expect(parse({ post: reaction })).toEqual({ type: 'post', said: reaction, cid: undefined })
  })

  test('stands alone when `on` is null or left out', () => {
    const alone = { type: 'post', said: { kind: 'poll', on: null, body }, cid: undefined }
    expect(parse({ post: { kind: 'poll', on: null, body } })).toEqual(alone)
    expect(parse({ post: { kind: 'poll', body } })).toEqual(alone)
  })

  test('may be of a kind that is not known here, with any body: the host judges it', () => {
    const deep = { kind: 'x.poll:2', on: ROOM_EVENTS, body: nested(BODY_LEVELS) }
    expect(parse({ post: deep })).toMatchObject({ said: deep })
    expect(parse({ post: { ...reaction, body: {} } })).toMatchObject({ said: { body: {} } })
  })

  test.each<[string, object]>([
    ['without a kind', { post: { body } }],
    ['with an empty kind', { post: { ...reaction, kind: '' } }],
    ['with a kind that is none', { post: { ...reaction, kind: 'a reaction' } }],
    [
      'with a kind that is too long',
      { post: { ...reaction, kind: 'k'.repeat(CAPABILITY_CHARS + 1) } },
    ],
    ['without a body', { post: { kind: 'reaction', on: 41 } }],
    ['with a body that is no object', { post: { ...reaction, body: '👍' } }],
    ['with a list for a body', { post: { ...reaction, body: ['👍'] } }],
    ['with null for a body', { post: { ...reaction, body: null } }],
    [
      'with a body that is too large',
      { post: { ...reaction, body: { a: 'a'.repeat(BODY_BYTES) } } },
    ],
    ['with a body that is too deep', { post: { ...reaction, body: nested(BODY_LEVELS + 1) } }],
    ['with an ill-formed string', { post: { ...reaction, body: { a: '\ud800' } } }],
    ['on nothing', { post: { ...reaction, on: 0 } }],
    ['on a part of an event', { post: { ...reaction, on: 1.5 } }],
    [
      'on an event beyond the last that a room can have',
      { post: { ...reaction, on: ROOM_EVENTS + 1 } },
    ],
    ['on a word', { post: { ...reaction, on: '41' } }],
    ['with something else in it', { post: { ...reaction, off: true } }],
    ['with something else beside it', { post: reaction, say: 'text' }],
    ['with a cid that is none', { post: reaction, cid: 'an id' }],
    ['with a cid that is too long', { post: reaction, cid: 'c'.repeat(ID_CHARS + 1) }],
    ['that is a text', { post: 'text' }],
  ])('%s is no command', (_, wrong) => {
    expect(parse(wrong)).toEqual({
      type: 'wrong',
      text: 'There is no such command. Write {"say": "text"}, {"post": {"kind": …, "on": …, "body": {…}}}, {"look": SEQ} or {"leave": true}.',
    })
  })

  test('with a body as deep as a line goes is no command, and no fault', () => {
    const line = `{"post":{"kind":"x","body":{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}}}`
    expect(parseJson(line)).toMatchObject({ type: 'wrong' })
  })
})

test('what is not JSON is told so, with what can be written', () => {
  expect(parseJson('hello')).toEqual({
    type: 'wrong',
    text: 'This line is not JSON. Write {"say": "text"}, {"post": {"kind": …, "on": …, "body": {…}}}, {"look": SEQ} or {"leave": true}.',
  })
})

test.each([
  ['a number', { look: 41 }, { type: 'look', seq: 41 }],
  ['none', { look: 0 }, { type: 'wrong' }],
  ['a part of one', { look: 1.5 }, { type: 'wrong' }],
  ['a word', { look: '41' }, { type: 'wrong' }],
  ['more than a number', { look: 41, cid: 'c' }, { type: 'wrong' }],
])('a look at %s', (_, line, command) => {
  expect(parseJson(JSON.stringify(line))).toMatchObject(command)
})
