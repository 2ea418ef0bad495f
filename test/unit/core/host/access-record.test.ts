import { describe, expect, test } from 'vitest'
import {
  type AccessRows,
  changedRows,
  readAccess,
  writeAccess,
} from '../../../../electron/core/host/access-record.ts'
import type { AccessList } from '../../../../electron/core/host/rules/state.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { keyOf, RECORD, setup } from '../../../support/pure-room.ts'

/** Some of everything. */
function listOf(): AccessList {
  const room = setup(10, { password: true, approving: true, past: 50 })
  room.enter(1, 'Ann', true)
  const ticket = { once: true, expires: unixMs(5_000), skipsApproval: true }
  room.step({ type: 'ticket', secret: 'secret', ticket })
  room.step({ type: 'moderate', action: { type: 'ban', key: keyOf(7) } })
  room.step({ type: 'moderate', action: { type: 'lock', locked: true } })
  room.step({ type: 'standing', secret: 'standing' })
  const { policy, password, standing, admitted, floors, banned, tickets } = room.state()
  return { policy, password, standing, admitted, floors, banned, tickets }
}

const ROWS = writeAccess(listOf())
const withRows = (more: Readonly<Record<string, string>>): AccessRows =>
  new Map([...ROWS, ...Object.entries(more)])
const without = (name: string): AccessRows => new Map([...ROWS].filter(([one]) => one !== name))
/** The policy that goes with so many rows. */
const policy = (rows: number) =>
  JSON.stringify({ approving: true, locked: false, past: 'all', perAddress: null, rows })
const [ADMITTED, FLOOR, BANNED] = [keyOf(0), keyOf(0), keyOf(7)]

describe('the access list that a room keeps', () => {
  test('is the same when it is read again', () => {
    const access = listOf()
    expect(readAccess(writeAccess(access))).toEqual(access)
    expect(access).toMatchObject({
      policy: { approving: true, locked: true, past: 50 },
      password: RECORD,
      standing: 'standing',
    })
    expect([...access.tickets.keys()]).toEqual(['secret', 'standing'])
  })

  test('is one row for its policy, its password, its standing link, each key and each ticket', () => {
    expect(Object.fromEntries([...ROWS].map(([name, value]) => [name, JSON.parse(value)]))).toEqual(
      {
        policy: { approving: true, locked: true, past: 50, perAddress: null, rows: 8 },
        password: RECORD,
        standing: 'standing',
        [`admitted ${ADMITTED}`]: true,
        [`floor ${FLOOR}`]: 1,
        [`banned ${BANNED}`]: { name: '', place: 1 },
        'ticket secret': { once: true, expires: 5_000, skipsApproval: true },
        'ticket standing': { once: false, expires: null, skipsApproval: false },
      },
    )
  })

  test('of before, without a rule for places, has the usual one', () => {
    const { perAddress: _, ...older } = JSON.parse(policy(8))
    const rows = withRows({ policy: JSON.stringify(older) })
    expect(readAccess(rows).policy).toEqual({
      ...{ approving: true, locked: false, past: 'all', perAddress: null },
    })
  })

  test.each([
    ['no JSON', new Map([['policy', '{']])],
    ['nothing', new Map([['policy', '']])],
    ['no row', new Map()],
    ['another kind', new Map([['policy', '[]']])],
    [
      'a key that is none',
      new Map([
        ['policy', policy(2)],
        ['admitted x', 'true'],
      ]),
    ],
    ['a list of before that was no list', new Map([['unreadable', '"{"']])],
    ['a row of a later version', withRows({ 'muted x': 'true', policy: policy(9) })],
    ['a row without a name', withRows({ '': 'true', policy: policy(9) })],
    ['a row too many', withRows({ [`admitted ${keyOf(9)}`]: 'true' })],
    ['a policy without its count', withRows({ policy: '{"approving":true,"locked":false}' })],
    ['a policy that nobody can have', withRows({ policy: policy(8).replace('"all"', '"some"') })],
    ['a key that is let in or not', withRows({ [`admitted ${ADMITTED}`]: 'false' })],
    ['a floor below all', withRows({ [`floor ${FLOOR}`]: '0' })],
    ['a ban of nobody', withRows({ [`banned ${BANNED}`]: '{"place":1}' })],
    ['a ban without a place', withRows({ [`banned ${BANNED}`]: '{"name":"Cem"}' })],
    ['a ticket that is none', withRows({ 'ticket secret': '{"once":true}' })],
    ['half a password', withRows({ password: '{"setup":"setup"}' })],
    ['a standing link that is none', withRows({ standing: 'null' })],
    ['bytes for a value', withRows({ standing: '' })],
  ])('%s is not read as an access list', (_, rows) => {
    expect(() => readAccess(rows)).toThrow()
  })

  test.each([...ROWS.keys()])('is not read without its row %s, which a disk has lost', (name) => {
    expect(() => readAccess(without(name))).toThrow()
  })

  test('has its bans in their order, whatever that of the rows', () => {
    const banned = new Map([9, 3, 7, 5].map((n) => [keyOf(n), `Key ${n}`]))
    const rows = writeAccess({ ...listOf(), banned })
    const sorted = new Map([...rows].sort(([one], [other]) => (one < other ? -1 : 1)))
    expect([...readAccess(sorted).banned]).toEqual([...banned])
  })
})

describe('of a changed access list', () => {
  const names = (before: AccessRows, now: AccessRows) =>
    changedRows(before, now).map(({ name, value }) => (value === null ? `-${name}` : name))

  test('nothing is written that is as it was', () => {
    expect(changedRows(ROWS, writeAccess(listOf(), ROWS))).toEqual([])
  })

  test('only the rows of a key that is let in are written, and how many there are', () => {
    const list = listOf()
    const key = keyOf(5)
    const now = writeAccess(
      { ...list, admitted: new Set(list.admitted).add(key), floors: list.floors },
      ROWS,
    )
    expect(names(ROWS, now)).toEqual([`admitted ${key}`, 'policy'])
    const further = { ...list, floors: new Map([[FLOOR, 4]]) }
    expect(changedRows(ROWS, writeAccess(further, ROWS))).toEqual([
      { name: `floor ${FLOOR}`, value: '4' },
    ])
  })

  test('a ban that is undone or named anew leaves the rows of the others alone', () => {
    const list = listOf()
    const bans = (...of: [number, string][]) =>
      ({ ...list, banned: new Map(of.map(([n, name]) => [keyOf(n), name])) }) satisfies AccessList
    const before = writeAccess(bans([9, 'Ann'], [3, 'Bob'], [7, 'Cem']))
    const undone = writeAccess(bans([3, 'Bob'], [7, 'Cem']), before)
    expect(names(before, undone)).toEqual([`-banned ${keyOf(9)}`, 'policy'])
    const again = bans([3, 'Bob'], [7, 'Cem'], [9, 'Ann'])
    const back = writeAccess(again, undone)
    expect(names(undone, back)).toEqual([`banned ${keyOf(9)}`, 'policy'])
    expect([...readAccess(back).banned.values()]).toEqual(['Bob', 'Cem', 'Ann'])
    const both = writeAccess(again, before)
    expect(names(before, both)).toEqual([`banned ${keyOf(9)}`])
    expect([...readAccess(both).banned.values()]).toEqual(['Bob', 'Cem', 'Ann'])
    const renamed = writeAccess(bans([9, 'Anna'], [3, 'Bob'], [7, 'Cem']), before)
    expect(names(before, renamed)).toEqual([`banned ${keyOf(9)}`])
  })
})
