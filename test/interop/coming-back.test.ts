/**
 * A member written from docs/PROTOCOL.md alone comes back, to real hosts that are killed, restored
 * and started again: it misses nothing, doubles nothing, and says when the logs part.
 */
import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type HostProcess, runHost, runJoin } from '../support/terminal.ts'
import {
  byAddress,
  got,
  hostLogOf,
  logOf,
  makeLastingHost,
  numbers,
  quit,
  runPia,
  runPython,
  said,
  told,
} from './python.ts'

test('it comes back by itself to a host that was killed: nothing is missing, nothing is twice', async () => {
  const lasting = await makeLastingHost()
  await using first = await lasting.start()
  await using pia = runPia(lasting.folder, first, '--reconnect')
  await pia.until(() => told(pia, 'live').length === 1)
  await said(first, ['one', 'two'])
  pia.type({ say: 'three' })
  await pia.until(() => logOf(pia).length === 3)
  first.child.kill('SIGKILL')
  await pia.until(() => told(pia, 'interrupted').length > 0)
  pia.type({ say: 'meanwhile' }, { say: 'and again' })
  await pia.until(() => told(pia, 'waiting').length === 3)
  await using second = await lasting.start('--from', '1')
  await said(second, ['after'])
  await pia.until(() => logOf(pia).length === 6 && told(pia, 'confirmed').length === 3)
  await second.until(() => second.of('message').length === 6)
  expect(logOf(pia)).toEqual(hostLogOf(second))
  expect(logOf(pia).map(([seq]) => seq)).toEqual(numbers(1, 6))
  const mine = logOf(pia).filter(([, author]) => author === 'Pia')
  expect(mine.map(([, , text]) => text)).toEqual(['three', 'meanwhile', 'and again'])
  await quit(pia)
})

test('a cut is no leave, and a host that goes away for now is come back to', async () => {
  const lasting = await makeLastingHost()
  const identity = ['--identity', join(lasting.folder, 'bob')]
  await using host = await lasting.start()
  await using pia = runPia(lasting.folder, host, '--reconnect')
  await pia.until(() => told(pia, 'live').length === 1)
  await using bob = await runJoin(host.invite, 'Bob', ...identity)
  await pia.until(() => got(pia, 'member').length === 1)
  bob.child.kill('SIGKILL')
  await pia.until(() => got(pia, 'member').length === 2)
  await using again = await runJoin(host.invite, 'Bob', ...identity)
  await pia.until(() => got(pia, 'member').length === 3)
  expect(got(pia, 'member').map(({ change, member }) => [change, member.cut])).toEqual([
    ['joined', false],
    ['cut', true],
    ['back', false],
  ])
  host.child.kill('SIGTERM')
  await pia.until(() => told(pia, 'interrupted').length > 0)
  expect(told(pia, 'interrupted')[0]).toBe('host_away')
  await using second = await lasting.start()
  await Promise.all([
    pia.until(() => told(pia, 'live').length === 2),
    again.until(() => again.of('resumed').length === 1),
  ])
  pia.type({ say: 'all here' })
  await Promise.all([second, again].map((one) => one.until(() => one.of('message').length === 1)))
  expect(second.of('member')).toEqual([])
})

test('a second run goes on from its file: the rest in pages, and what was not sent, once', async () => {
  const lasting = await makeLastingHost()
  const state = ['--state', join(lasting.folder, 'state')]
  await using first = await lasting.start()
  await using one = runPia(lasting.folder, first, ...state, '--reconnect')
  await one.until(() => told(one, 'live').length === 1)
  await said(first, ['a', 'b'])
  await one.until(() => logOf(one).length === 2)
  first.child.kill('SIGKILL')
  await one.until(() => told(one, 'interrupted').length > 0)
  one.type({ say: 'kept through a kill' })
  await one.until(() => told(one, 'waiting').length === 1)
  one.child.kill('SIGKILL')
  await one.exit
  await using second = await lasting.start('--from', '1')
  await said(
    second,
    numbers(1, 450).map((number) => `more ${number}`),
  )
  await using two = runPia(lasting.folder, second, ...state)
  await two.until(() => told(two, 'confirmed').length === 1)
  const pages = got(two, 'page').map(({ events }) => events.length)
  expect(pages.slice(0, 2)).toEqual([200, 200])
  await quit(two)
  await second.until(() => second.of('message').length === 453)
  expect([...logOf(one), ...logOf(two)]).toEqual(hostLogOf(second))
  expect(logOf(two).at(-1)).toEqual([453, 'Pia', 'kept through a kill'])
})

test('a late joiner gets the past that it asks for, and older pages down to what the host allows', async () => {
  const lasting = await makeLastingHost('--past', '20')
  await using host = await lasting.start()
  await said(
    host,
    numbers(1, 30).map((number) => `message ${number}`),
  )
  await using pia = runPia(lasting.folder, host, '--history', '10')
  await pia.until(() => told(pia, 'live').length === 1)
  expect(logOf(pia).map(([seq]) => seq)).toEqual(numbers(21, 30))
  pia.type({ older: 6 })
  await pia.until(() => got(pia, 'page').length === 2)
  pia.type({ older: 200 })
  // Its log follows the page, perhaps in a piece of output of its own.
  await pia.until(() => told(pia, 'older').length >= 10)
  const older = told(pia, 'older') as { seq: number }[]
  expect(older.map(({ seq }) => seq)).toEqual([...numbers(15, 20), ...numbers(11, 14)])
  expect(got(pia, 'page').map(({ more }) => more)).toEqual([false, true, false])
  await quit(pia)
})

test('what is said again gets the first event again, alone; another text under its cid is a conflict', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using pia = runPython(...byAddress(host), '--name', 'Pia')
  await pia.until(() => told(pia, 'live').length === 1)
  const say = (text: string) => {
    const body = { text }
    return { raw: JSON.stringify({ type: 'post', cid: 'a-cid', kind: 'message', body }) }
  }
  pia.type(say('once'), say('once'), say('other'), { say: 'last' })
  await pia.until(() => logOf(pia).length === 2)
  await bob.until(() => bob.of('message').length === 2)
  const [event, again] = got(pia, 'event')
  expect(again).toEqual(event)
  expect(got(pia, 'rejected')).toMatchObject([{ cid: 'a-cid', code: 'conflict' }])
  expect(logOf(pia)).toEqual([
    [1, 'Pia', 'once'],
    [2, 'Pia', 'last'],
  ])
  expect(hostLogOf(bob)).toEqual(logOf(pia))
})

test('at a host with another log it says so, and keeps what it has as it is', async () => {
  const lasting = await makeLastingHost()
  const file = join(lasting.folder, 'state')
  const parts = async (host: HostProcess, why: string) => {
    const kept = await readFile(file)
    await using pia = runPia(lasting.folder, host, '--state', file, '--reconnect')
    expect(await pia.exit).toBe(9)
    expect(pia.events.at(-1)).toMatchObject({ end: expect.stringContaining(why) })
    expect(await readFile(file)).toEqual(kept)
    expect(logOf(pia)).toEqual([])
    return pia
  }
  await using first = await lasting.start()
  await said(first, ['one'])
  await quit(first)
  const copy = join(lasting.folder, 'copy')
  await cp(lasting.data, copy, { recursive: true })
  await using second = await lasting.start()
  await using pia = runPia(lasting.folder, second, '--state', file, '--history', '9')
  await pia.until(() => told(pia, 'live').length === 1)
  await said(second, ['two'])
  await pia.until(() => logOf(pia).length === 2)
  await quit(pia)
  await quit(second)

  await rm(lasting.data, { recursive: true })
  await cp(copy, lasting.data, { recursive: true })
  await using restored = await lasting.start()
  await parts(restored, 'the host has 1 events, and we have 2')
  await said(restored, ['another two'])
  await parts(restored, 'the host has another event at 2')
  await quit(restored)

  await rm(lasting.data, { recursive: true })
  await using anew = await lasting.start()
  const stranger = await parts(anew, 'another room')
  expect(got(stranger, 'joined')).toEqual([])
})
