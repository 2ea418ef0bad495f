/**
 * Keeps docs/PROTOCOL.md honest: what is in the schemas stands there, and its examples parse.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as limits from '../../shared/domain/limits.ts'
import { parseBody } from '../../shared/events/body.ts'
import { UNREADABLE } from '../../shared/events/kind.ts'
import { aloneKinds, KIND_NAMES, saidFault, standingKinds } from '../../shared/events/kinds.ts'
import {
  CAPABILITY_NAMES,
  endCodes,
  hostSchemas,
  memberSchemas,
  PROTOCOL_VERSION,
  parseHostLine,
  parseMemberLine,
  refusalCodes,
  rejectCodes,
} from '../../shared/wire/protocol.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
const text = read('docs/PROTOCOL.md')
const examples = [...text.matchAll(/```json (host|member|both)\n(.+)\n```/g)].map(
  ([, side = '', line = '']) => ({ side, line }),
)
const chapter = text.split('\n## Kinds\n')[1]?.split('\n## ')[0] ?? ''
const kindSection = (kind: string) => chapter.split(`### \`${kind}\`\n`)[1]?.split('\n#')[0] ?? ''

describe('docs/PROTOCOL.md', () => {
  test('shows every message type that a host says, by example', () => {
    const shown = examples
      .filter(({ side }) => side !== 'member')
      .map(({ line }) => JSON.parse(line).type)
    expect([...new Set(shown)].sort()).toEqual(Object.keys(hostSchemas).sort())
  })

  test('shows every message type that a member says, by example', () => {
    const shown = examples
      .filter(({ side }) => side !== 'host')
      .map(({ line }) => JSON.parse(line).type)
    expect([...new Set(shown)].sort()).toEqual(Object.keys(memberSchemas).sort())
  })

  test.each(examples)('its example of the $side parses: $line', ({ side, line }) => {
    if (side !== 'member')
      expect(parseHostLine(line)).toEqual({ kind: 'message', message: JSON.parse(line) })
    if (side !== 'host')
      expect(parseMemberLine(line)).toEqual({ kind: 'message', message: JSON.parse(line) })
  })

  const fields = Object.entries({ ...hostSchemas, ...memberSchemas }).flatMap(([type, schema]) =>
    Object.keys(schema.shape).map((field) => [type, field] as const),
  )
  test.each(fields)('names %s.%s', (type, field) => {
    const section = text.split(`### \`${type}\``)[1]?.split('\n#')[0] ?? text
    expect(section).toContain(field)
  })

  test.each([...refusalCodes, ...endCodes, ...rejectCodes])('explains the code %s', (code) => {
    expect(text).toContain(`\`${code}\``)
  })

  test.each(rejectCodes)('has the code %s in its table, and says when it is given', (code) => {
    expect(text.split('### `rejected`')[1]?.split('\n#')[0]).toContain(`| \`${code}\` |`)
    expect(text.split('### `post`')[1]?.split('\n#')[0]).toMatch(new RegExp(`\\d\\. \`${code}\``))
  })

  test('has a section for each kind of event, and for no other', () => {
    const sections = [...chapter.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name)
    expect(sections.sort()).toEqual([...KIND_NAMES].sort())
  })

  test.each(Object.entries({ ...aloneKinds, ...standingKinds }))(
    'names the fields of the kind %s, and what it stands on',
    (name, kind) => {
      const section = kindSection(name)
      for (const field of Object.keys(kind.schema.shape))
        expect(section).toContain(`| \`${field}\` |`)
      if (kind.stands === 'alone') expect(section).toContain('* **Stands** alone')
      else {
        expect(section).toContain('* **Stands on** ')
        expect(section).toContain('* **The key** is ')
        for (const target of kind.targets) expect(section).toContain(`\`${target}\``)
      }
    },
  )

  test.each(KIND_NAMES)('shows by example what the kind %s says, and a host takes it', (name) => {
    const posts = [...kindSection(name).matchAll(/```json member\n(.+)\n```/g)]
    expect(posts.length).toBeGreaterThan(0)
    for (const [, line = ''] of posts) {
      const { kind, on = null, body } = JSON.parse(line)
      expect(kind).toBe(name)
      const said = { kind, on, body: parseBody(JSON.stringify(body)) ?? {} }
      expect(saidFault(said)).toBeUndefined()
    }
  })

  test('says of bodies what the code says', () => {
    const bodies = text.split('### Bodies')[1]?.split('\n#')[0] ?? ''
    expect(bodies).toContain(`at most ${limits.BODY_BYTES}**`)
    expect(bodies).toContain(`and ${limits.VALUE_BYTES} for each other value`)
    expect(bodies).toContain(`at most ${limits.BODY_LEVELS} levels`)
    expect(bodies).toContain(`at most ${limits.BODY_JSON_BYTES} bytes`)
  })

  test('bounds an emoji and their number where it says what a reaction is', () => {
    const section = kindSection('reaction')
    expect(section).toContain(`at most ${limits.EMOJI_CHARS} UTF-16 code units`)
    expect(section).toContain(`at most ${limits.REACTION_EMOJI} different keys`)
  })

  test.each([
    ['LINE_BYTES', limits.LINE_BYTES],
    ['HELLO_LINE_BYTES', limits.HELLO_LINE_BYTES],
    ['TEXT_BYTES', limits.TEXT_BYTES],
    ['BODY_BYTES', limits.BODY_BYTES],
    ['BODY_LEVELS', limits.BODY_LEVELS],
    ['BODY_JSON_BYTES', limits.BODY_JSON_BYTES],
    ['KINDS', limits.KINDS],
    ['EMOJI_CHARS', limits.EMOJI_CHARS],
    ['REACTION_EMOJI', limits.REACTION_EMOJI],
    ['NAME_BYTES', limits.NAME_BYTES],
    ['NAME_GRAPHEMES', limits.NAME_GRAPHEMES],
    ['ID_CHARS', limits.ID_CHARS],
    ['REASON_CHARS', limits.REASON_CHARS],
    ['ROSTER_PAGE', limits.ROSTER_PAGE],
    ['CAPABILITIES', limits.CAPABILITIES],
    ['CAPABILITY_CHARS', limits.CAPABILITY_CHARS],
    ['HANDSHAKE_MS', limits.HANDSHAKE_MS],
    ['THINKING_MS', limits.THINKING_MS],
    ['INVITE_CHARS', limits.INVITE_CHARS],
    ['GUESSES_PER_HOUR', limits.GUESSES_PER_HOUR],
    ['PING_MS', limits.PING_MS],
    ['SILENCE_MS', limits.SILENCE_MS],
    ['GOODBYE_MS', limits.GOODBYE_MS],
    ['RESERVE_MS', limits.RESERVE_MS],
    ['RECONNECT_FIRST_MS', limits.RECONNECT_FIRST_MS],
    ['RECONNECT_MOST_MS', limits.RECONNECT_MOST_MS],
    ['RECONNECT_STEADY_MS', limits.RECONNECT_STEADY_MS],
    ['PAGE_EVENTS', limits.PAGE_EVENTS],
    ['PAGE_BYTES', limits.PAGE_BYTES],
    ['SEND_HIGH_WATER', limits.SEND_HIGH_WATER],
    ['SEND_QUEUE_BYTES', limits.SEND_QUEUE_BYTES],
    ['ROOM_MEMBERS', limits.ROOM_MEMBERS],
    ['PENDING_CONNECTIONS', limits.PENDING_CONNECTIONS],
    ['DEFAULT_PORT', limits.DEFAULT_PORT],
    ['TIME_MOST', limits.TIME_MOST],
    ['ROOM_EVENTS', limits.ROOM_EVENTS],
    ['NAMED_MEMBERS', limits.NAMED_MEMBERS],
    ['RETRY_AFTER_SECONDS', limits.RETRY_AFTER_SECONDS],
  ])('states the limit %s', (_, value) => {
    expect(text).toMatch(new RegExp(`\\b${value}\\b`))
  })

  test.each(hostSchemas.member.shape.change.options)('explains the change %s', (change) => {
    expect(text).toContain(`| \`${change}\` |`)
  })

  test('bounds times and places of events where it says what kinds of values there are', () => {
    const kinds = text.split('### Kinds of values')[1]?.split('\n#')[0] ?? ''
    expect(kinds).toContain(`| time | a number from 0 to ${limits.TIME_MOST},`)
    expect(kinds).toContain(`| seq | a number from 1 to ${limits.ROOM_EVENTS} `)
  })

  test('explains the kind of an event that cannot be read any more', () => {
    expect(text.split('### The log')[1]?.split('\n#')[0]).toContain(`\`${UNREADABLE}\``)
  })

  test.each([
    ['reserve', [limits.RESERVE_MS]],
    ['retry', [limits.RECONNECT_FIRST_MS, limits.RECONNECT_MOST_MS, limits.RECONNECT_STEADY_MS]],
  ])('states the times of %s in its table', (what, times) => {
    expect(text).toContain(`| ${what} | ${times.join(', ')} |`)
  })

  test('makes the promise, in the words in which SECURITY.md and the README make it', () => {
    const promise = [
      '**The promise: a message that the app shows as sent is never lost, never doubled, and',
      'every member sees the same order** — across kills, crashes, cut cables, sleeping laptops',
      'and restarts of the host; across power loss if the disk honours fsync.',
      'What is not yet sent is visibly waiting.',
    ].join(' ')
    for (const file of ['docs/PROTOCOL.md', 'docs/SECURITY.md', 'README.md']) {
      expect(read(file), file).toContain(promise)
    }
  })

  test('is of this version, with its capabilities', () => {
    expect(text).toContain(`# The Tincan protocol, version ${PROTOCOL_VERSION}`)
    for (const name of CAPABILITY_NAMES) expect(text).toContain(`\`${name}\``)
  })
})
