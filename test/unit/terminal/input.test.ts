import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readCommands } from '../../../electron/terminal/input.ts'
import type { TerminalEvent } from '../../../electron/terminal/output.ts'
import { LINE_BYTES } from '../../../shared/domain/limits.ts'
import type { Said } from '../../../shared/events/kind.ts'

/** What a program's input comes to: what is said, what is refused, and that it leaves at the end. */
async function play(json: boolean, ...chunks: (string | Buffer)[]) {
  const stdin = new PassThrough()
  const said: string[] = []
  const posted: [cid: string, said: Said][] = []
  const refused: Extract<TerminalEvent, { type: 'error' }>[] = []
  let left = 0
  const over = readCommands({
    json,
    stdin,
    print: (event) => event.type === 'error' && refused.push(event),
    say: (_cid, text) => said.push(text),
    post: (...what) => posted.push(what),
    look: async () => null,
    takes: async () => {},
    moderate: async () => {},
    leave: () => {
      left += 1
    },
  })
  for (const chunk of chunks) stdin.write(chunk)
  stdin.end()
  await over
  return { said, posted, refused: refused.map(({ code, line }) => `${line}: ${code}`), left }
}

const say = (text: string) => `${JSON.stringify({ say: text })}\n`
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const LONG = `${'x'.repeat(LINE_BYTES)}\n`
const BOM = '\ufeff'

describe('a line that cannot be taken is refused by its number, and the next ones go on', () => {
  test.each([
    ['not UTF-8', latin1('Müller\n')],
    ['too long', LONG],
    ['UTF-16', Buffer.from('hello\n', 'utf16le').fill(0xff, 0, 1)],
  ])('in words: %s', async (_, bad) => {
    const { said, refused, left } = await play(false, 'one\n', bad, 'three\n')
    expect(said.at(0)).toBe('one')
    expect(said.at(-1)).toContain('three')
    expect(refused).toContain('2: bad_input')
    expect(left).toBe(1)
  })

  test.each([
    ['not UTF-8', latin1(say('Müller')), 'bad_input'],
    ['too long', LONG, 'bad_input'],
    ['no JSON', 'hello\n', 'bad_command'],
    ['JSON that is no command', '{"sing":"la"}\n', 'bad_command'],
    ['nested as deep as it goes', `${'['.repeat(60_000)}\n`, 'bad_command'],
    ['null', 'null\n', 'bad_command'],
  ])('as JSON: %s', async (_, bad, code) => {
    const { said, refused } = await play(true, say('one'), bad, say('three'))
    expect(said).toEqual(['one', 'three'])
    expect(refused).toEqual([`2: ${code}`])
  })

  test('what is posted keeps its order among the rest, and its cid', async () => {
    const post = { kind: 'reaction', on: 41, body: { emoji: '👍' } }
    const wrong = { ...post, on: 0 }
    const lines = [
      { say: 'one' },
      { post, cid: 'x' },
      { post: wrong },
      { post: { ...post, on: 42 } },
    ]
    const { said, posted, refused } = await play(
      true,
      ...lines.map((line) => `${JSON.stringify(line)}\n`),
    )
    expect(said).toEqual(['one'])
    expect(posted).toEqual([
      ['x', post],
      [expect.stringMatching(/^[\da-f-]{36}$/), { ...post, on: 42 }],
    ])
    expect(refused).toEqual(['3: bad_command'])
  })

  test('wherever the bytes are cut', async () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), latin1('ü\n'), Buffer.from('b\n')])
    const { said, refused } = await play(false, ...Array.from(bytes, (byte) => Buffer.of(byte)))
    expect(said).toEqual(['a', 'b'])
    expect(refused).toEqual(['2: bad_input'])
  })

  test('at the end without a newline too', async () => {
    const { said, refused, left } = await play(false, 'a\n', latin1('ü'))
    expect(said).toEqual(['a'])
    expect(refused).toEqual(['2: bad_input'])
    expect(left).toBe(1)
  })

  test('a byte order mark at the beginning is no part of the first line, and only there', async () => {
    expect((await play(false, `${BOM}hello\n`, `${BOM}again\n`)).said).toEqual([
      'hello',
      `${BOM}again`,
    ])
    expect((await play(true, `${BOM}${say('hello')}`)).said).toEqual(['hello'])
    expect((await play(false, `${BOM}/quit\n`, 'after\n')).said).toEqual([])
  })

  test('input that cannot be read is told of, and leaves', async () => {
    const stdin = new PassThrough()
    const refused: TerminalEvent[] = []
    const left = Promise.withResolvers<void>()
    void readCommands({
      json: false,
      stdin,
      print: (event) => refused.push(event),
      say: () => {},
      post: () => {},
      look: async () => null,
      takes: async () => {},
      moderate: async () => {},
      leave: left.resolve,
    })
    stdin.destroy(Object.assign(new Error('it is a folder'), { code: 'EISDIR' }))
    await left.promise
    expect(refused).toMatchObject([{ code: 'bad_input', text: expect.stringContaining('EISDIR') }])
  })

  test('no more is taken than can be kept: the rest waits where it is', async () => {
    const stdin = new PassThrough()
    const said: string[] = []
    const kept: (() => void)[] = []
    const over = readCommands({
      json: false,
      stdin,
      print: () => {},
      say: (_cid, text) => said.push(text),
      post: () => {},
      look: async () => null,
      takes: () => new Promise((resolve) => kept.push(resolve)),
      moderate: async () => {},
      leave: () => {},
    })
    stdin.end('one\ntwo\nthree\n')
    for (const most of [1, 2, 3]) {
      while (kept.length < most) await setImmediate()
      expect(said.length).toBe(most)
      kept.at(-1)?.()
    }
    await over
    expect(said).toEqual(['one', 'two', 'three'])
  })
})

test('what is looked at is told before the last line, and holds up nothing that is said', async () => {
  const stdin = new PassThrough()
  const told: string[] = []
  const answers = new Map<number, () => void>()
  const over = readCommands({
    json: true,
    stdin,
    print: (event) => told.push(event.type === 'looked' ? `looked ${event.seq}` : event.type),
    say: (_cid, text) => told.push(text),
    post: () => {},
    look: (seq) => new Promise((resolve) => answers.set(seq, () => resolve(null))),
    takes: async () => {},
    moderate: async () => {},
    leave: () => told.push('left'),
  })
  stdin.end(`{"look":7}\n{"look":8}\n${say('on')}`)
  await setImmediate()
  expect(told).toEqual(['on'])
  answers.get(8)?.()
  await setImmediate()
  answers.get(7)?.()
  await over
  expect(told).toEqual(['on', 'looked 8', 'looked 7', 'left'])
})
