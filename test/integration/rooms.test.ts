import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SEND_HIGH_WATER, TEXT_BYTES } from '../../shared/domain/limits.ts'
import { Loopback, readToEnd, type TestMember } from '../support/loopback.ts'

const say = (who: { session: { say(cid: string, text: string): void } }, text: string) =>
  who.session.say(randomUUID(), text)

describe('a room on loopback', () => {
  test('a host and three members all see the same messages in the same order', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann')
    const members = [
      await net.join(ann.address, 'Bob'),
      await net.join(ann.address, 'Cem'),
      await net.join(ann.address, 'Dea'),
    ]
    const everybody = [ann, ...members]
    for (let n = 0; n < 25; n += 1)
      for (const [who, one] of everybody.entries()) say(one, `${who}-${n}`)
    await Promise.all(everybody.map((one) => one.until(() => one.messages.length === 100)))
    for (const one of everybody) {
      expect(one.messages.map((message) => message.seq)).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 1),
      )
      expect(one.texts).toEqual(ann.texts)
      expect(one.session.pending).toEqual([])
    }
    for (const who of everybody.keys()) {
      expect(ann.texts.filter((text) => text.startsWith(`${who}-`))).toEqual(
        Array.from({ length: 25 }, (_, n) => `${who}-${n}`),
      )
    }
  })

  test('a message is pending at once, before the host can have it', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    say(bob, 'hello')
    expect(bob.session.pending).toMatchObject([{ body: { text: 'hello' }, error: null }])
    await bob.until(() => bob.texts.length === 1)
    expect(bob.session.pending).toEqual([])
  })

  test('everybody knows who is in, who came and who left', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann')
    const bob = await net.join(ann.address, 'Bob')
    const cem = await net.join(ann.address, 'Cem')
    expect(cem.session.members.map(({ name, host }) => [name, host])).toEqual([
      ['Ann', true],
      ['Bob', false],
      ['Cem', false],
    ])
    cem.session.leave()
    await Promise.all([
      ann.until(() => ann.notices.includes('Cem left')),
      bob.until(() => bob.notices.includes('Cem left')),
    ])
    expect(bob.notices).toEqual(['Cem joined', 'Cem left'])
    expect(ann.session.members.map(({ name }) => name)).toEqual(['Ann', 'Bob'])
  })

  test('the second of a name becomes name-2 and is told', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann')
    const second = await net.join(ann.address, 'ann')
    expect(second.session.self?.name).toBe('ann-2')
    expect(second.entries[0]).toMatchObject({
      notice: { type: 'entered', asked: 'ann', name: 'ann-2' },
    })
  })

  test('a member who is cut has not left, and keeps its name', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const raw = await net.peer(ann.address)
    raw.write('{"type":"hello","version":1,"capabilities":[],"name":"Raw"}\n')
    await ann.until(() => ann.notices.includes('Raw joined'))
    raw.destroy()
    await ann.until(() => ann.session.members.some(({ cut }) => cut))
    expect(ann.session.members).toMatchObject([{ name: 'Ann' }, { name: 'Raw', cut: true }])
    expect(ann.notices).toEqual(['Raw joined'])
    const other = await net.join(ann.address, 'Raw')
    expect(other.session.self?.name).toBe('Raw-2')
  })

  test('when the host closes, each member is told, and the port is free', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    await ann.hosted.close()
    await bob.until(() => bob.session.connection.phase === 'ended')
    expect(bob.session.connection).toMatchObject({ how: 'closed', error: { code: 'room_closed' } })
    expect(bob.notices).toEqual([])
    expect(ann.session.connection).toMatchObject({ phase: 'ended', how: 'left' })
    await expect(net.join(ann.address, 'Cem')).rejects.toMatchObject({ code: 'connection_refused' })
  })

  test('a full room refuses one more in words', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { capacity: 2 })
    await net.join(ann.address, 'Bob')
    await expect(net.join(ann.address, 'Cem')).rejects.toMatchObject({ code: 'room_full' })
  })

  test('a host and a member who both say much at once hear each other, and all of it', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann')
    const bob = await net.join(ann.address, 'Bob')
    const each = Math.ceil((2 * SEND_HIGH_WATER) / 1000)
    for (let n = 0; n < each; n += 1) {
      for (const one of [ann, bob]) say(one, `${n} ${'x'.repeat(1000)}`)
    }
    await Promise.all(
      [ann, bob].map((one) =>
        one.until(() => one.session.log.tail.last === 2 * each && one.session.pending.length === 0),
      ),
    )
    expect([ann, bob].map((one) => one.session.connection.phase)).toEqual(['live', 'live'])
  })

  test('two rooms at once do not hear each other', async () => {
    await using net = new Loopback()
    const lab = await net.host('Ann', { room: 'Lab' })
    const club = await net.host('Ann', { room: 'Club' })
    const bobInLab = await net.join(lab.address, 'Bob')
    const bobInClub = await net.join(club.address, 'Bob')
    say(bobInLab, 'to the lab')
    say(bobInClub, 'to the club')
    await Promise.all([
      lab.until(() => lab.texts.length === 1),
      club.until(() => club.texts.length === 1),
    ])
    expect([lab.texts, club.texts]).toEqual([['to the lab'], ['to the club']])
    expect(bobInLab.session.room?.name).toBe('Lab')
  })

  test.each([
    ['plain letters', 'x'.repeat(TEXT_BYTES)],
    ['emoji', '👩‍🚀'.repeat(1400)],
    ['control characters, each six bytes on the wire', `.${'\u0001'.repeat(TEXT_BYTES - 1)}`],
    ['line breaks and JSON’s own signs', '{"a":"\\n"}\n\r\n\u2028\u2029'.repeat(500)],
    ['right to left and combining', 'שלום‏\u202e e\u0301'.repeat(300)],
    ['both ends of Unicode', '\u0000\ufffe\uffff\u{10ffff}'],
    ['white space at the ends', '  \n x \t '],
  ])('a text arrives as it was sent: %s', async (_, text) => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    say(bob, text)
    await Promise.all([
      ann.until(() => ann.texts.length === 1),
      bob.until(() => bob.texts.length === 1),
    ])
    expect(ann.texts).toEqual([text])
    expect(bob.texts).toEqual([text])
  })

  test('250 members all get in, and all hear all', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const members: TestMember[] = []
    // Both ends of every handshake are in this process: all at once would be late on a busy machine.
    for (let n = 0; n < 249; n += 50) {
      const some = Array.from({ length: Math.min(50, 249 - n) }, (_, i) => `Member ${n + i}`)
      members.push(...(await Promise.all(some.map((name) => net.join(ann.address, name)))))
    }
    const last = await net.join(ann.address, 'Last')
    expect(last.session.members).toHaveLength(251)
    for (const one of members.slice(0, 10)) say(one, 'hello')
    await Promise.all(
      [ann, ...members, last].map((one) => one.until(() => one.texts.length === 10)),
    )
    await Promise.all(members.map((one) => one.until(() => one.session.members.length === 251)))
  })

  test('everything closes: no handle stays', async () => {
    const handles = () =>
      process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length
    const before = handles()
    {
      await using net = new Loopback()
      const ann = await net.host()
      const bob = await net.join(ann.address, 'Bob')
      await net.raw(ann.address)
      say(bob, 'hello')
      await ann.until(() => ann.texts.length === 1)
    }
    // A closed socket leaves the list with one of the loop's next turns.
    await expect.poll(handles).toBeLessThanOrEqual(before)
  })
})

describe('a stranger at the port', () => {
  test.each([
    ['plain words', 'hello?\n'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['binary noise', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
    ['a line without an end', 'x'.repeat(5000)],
    ['words before hello', '{"type":"post","cid":"a","kind":"message","body":{"text":"hi"}}\n'],
    ['a hello that is none', '{"type":"hello"}\n'],
    ['deep nesting', `${'['.repeat(2000)}\n`],
    ['a prototype’s name', '{"type":"__proto__"}\n{"type":"constructor"}\nx\n'],
  ])('%s is closed without a word in the room', async (_, noise) => {
    await using net = new Loopback()
    const ann = await net.host()
    const raw = await net.peer(ann.address)
    raw.write(noise)
    const lines = (await readToEnd(raw))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([{ type: 'welcome' }, { type: 'refused', code: 'bad_message' }])
    const bob = await net.join(ann.address, 'Bob')
    say(bob, 'still here')
    await ann.until(() => ann.texts.length === 1)
    expect(ann.notices).toEqual(['Bob joined'])
  })

  test.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['4 KiB of noise', Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 151 + 7) % 256))],
    ['our own words, without TLS', '{"type":"hello","version":1,"capabilities":[],"name":"X"}\n'],
  ])(
    '%s in plain text is closed, hears nothing of the room, and does not harm it',
    async (_, noise) => {
      await using net = new Loopback()
      const ann = await net.host()
      const raw = await net.raw(ann.address)
      raw.on('error', () => {}).write(noise)
      expect(await readToEnd(raw)).not.toContain('Lab')
      const bob = await net.join(ann.address, 'Bob')
      say(bob, 'still here')
      await ann.until(() => ann.texts.length === 1)
      expect(ann.notices).toEqual(['Bob joined'])
    },
  )

  test('a member who breaks the protocol is put out and lost; the room goes on', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const raw = await net.peer(ann.address)
    raw.write('{"type":"hello","version":1,"capabilities":["x"],"name":"Raw","later":true}\n')
    await ann.until(() => ann.notices.includes('Raw joined'))
    raw.write('{"type":"post"}\n')
    expect(await readToEnd(raw)).toContain('"type":"ended","code":"bad_message"')
    await ann.until(() => ann.notices.length === 2)
    expect(ann.notices).toEqual(['Raw joined', 'Raw lost'])
  })

  test('later versions’ messages and fields are ignored', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const raw = await net.peer(ann.address)
    raw.write('{"type":"hello","version":1,"capabilities":[],"name":"Raw"}\n')
    await ann.until(() => ann.notices.includes('Raw joined'))
    const said = '"cid":"a","kind":"message","body":{"text":"hi"},"colour":"red"'
    raw.write('{"type":"wave"}\n{"type":"say","cid":"b","text":"of before"}\n')
    raw.write(`{"type":"post",${said}}\n`)
    await ann.until(() => ann.texts.length === 1)
    expect(ann.texts).toEqual(['hi'])
  })

  test('a peer that talks much before it listens is made to wait, and then hears all of it', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const raw = await net.peer(ann.address)
    raw.write('{"type":"hello","version":1,"capabilities":[],"name":"Loud"}\n')
    await ann.until(() => ann.notices.includes('Loud joined'))
    raw.pause()
    const count = 2000
    for (let n = 0; n < count; n += 1) {
      const said = { kind: 'message', body: { text: `${n} ${'x'.repeat(16_000)}` } }
      raw.write(`${JSON.stringify({ type: 'post', cid: `c-${n}`, ...said })}\n`)
    }
    raw.resume()
    await ann.until(() => ann.texts.length === count)
    expect(ann.texts.map((text) => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: count }, (_, n) => n),
    )
  })
})
