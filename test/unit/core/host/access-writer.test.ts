import { describe, expect, test } from 'vitest'
import {
  type AccessRows,
  readAccess,
  writeAccess,
} from '../../../../electron/core/host/access-record.ts'
import { AccessWriter } from '../../../../electron/core/host/access-writer.ts'
import { type AccessList, newAccess } from '../../../../electron/core/host/rules/state.ts'
import type { AccessChange } from '../../../../electron/core/store/store.ts'
import { keyOf } from '../../../support/pure-room.ts'

const list = (locked: boolean): AccessList =>
  newAccess({ approving: false, locked, past: 'all', perAddress: null })
const banning = (...keys: number[]): AccessList => ({
  ...list(false),
  banned: new Map(keys.map((n) => [keyOf(n), `Key ${n}`])),
})

/** A disk that is told when, and how, each of its writes ends. */
function someDisk(
  kept: AccessRows = new Map(),
  ...rest: [ConstructorParameters<typeof AccessWriter>[2]?]
) {
  const rows = new Map(kept)
  const written: (readonly AccessChange[])[] = []
  const ends: ((written: boolean) => void)[] = []
  const write: ConstructorParameters<typeof AccessWriter>[1] = (changes, done) => {
    written.push(changes)
    ends.push(done)
  }
  const writer = new AccessWriter(kept, write, ...rest)
  const told: string[] = []
  const tell = (name: string) => () => void told.push(name)
  /** @param has whether the disk has it, whatever it says */
  const end = (ok: boolean, has = ok) => {
    const changes = written.at(-ends.length) ?? []
    for (const { name, value } of has ? changes : []) {
      if (value === null) rows.delete(name)
      else rows.set(name, value)
    }
    ends.shift()?.(ok)
  }
  return { writer, rows, written, end, told, tell }
}

const policyOf = (access: AccessList) => [
  { name: 'policy', value: writeAccess(access).get('policy') },
]

test('all that change the list while it is written share the next write, told in their order', () => {
  const { writer, rows, written, end, told, tell } = someDisk()
  const [first, second, third] = [list(true), banning(1), list(false)]
  writer.keep(first, tell('first'))
  writer.keep(second, tell('second'))
  writer.keep(third, tell('third'))
  expect([written, told]).toEqual([[policyOf(first)], []])
  end(true)
  expect(told).toEqual(['first'])
  expect(written[1]).toEqual(policyOf(third))
  end(true)
  expect(told).toEqual(['first', 'second', 'third'])
  expect(written).toHaveLength(2)
  expect(readAccess(rows)).toEqual(third)
})

test('a list that the disk did not take is written when it takes writes again, once', () => {
  const { writer, rows, written, end, told, tell } = someDisk()
  writer.keep(list(true), tell('kept'))
  end(false)
  expect(told).toEqual(['kept'])
  expect(writer.retry()).toBe(true)
  expect(writer.retry()).toBe(true)
  expect(written).toHaveLength(2)
  end(true)
  expect(writer.retry()).toBe(false)
  expect(written).toHaveLength(2)
  expect(readAccess(rows)).toEqual(list(true))
})

test('it is settled when the last write asked for has ended', () => {
  const { writer, end, told, tell } = someDisk()
  writer.settled(tell('nothing to write'))
  writer.keep(list(true), tell('first'))
  writer.keep(list(false), tell('second'))
  writer.settled(tell('settled'))
  end(true)
  expect(told).toEqual(['nothing to write', 'first'])
  end(true)
  expect(told).toEqual(['nothing to write', 'first', 'second', 'settled'])
})

describe('of a list that the disk has', () => {
  const kept = writeAccess(banning(1, 2))
  const names = (changes: readonly AccessChange[] | undefined) => changes?.map(({ name }) => name)

  test('only what has changed since is written', () => {
    const { writer, written, end } = someDisk(kept)
    writer.keep(banning(1, 2, 3), () => {})
    expect(names(written[0])).toEqual([`banned ${keyOf(3)}`, 'policy'])
    end(true)
    writer.keep(banning(1, 2, 3), () => {})
    expect(written[1]).toEqual([])
  })

  test.each([
    ['was not written', false],
    ['was written all the same', true],
  ])('what failed, and %s, is as it should be after the next write', (_, has) => {
    const { writer, rows, end } = someDisk(kept)
    writer.keep(banning(2, 3), () => {})
    end(false, has)
    writer.keep(banning(1, 2), () => {})
    end(false)
    writer.keep(banning(1, 2, 4), () => {})
    end(true)
    expect(readAccess(rows)).toEqual(banning(1, 2, 4))
    writer.keep(banning(2), () => {})
    end(true)
    expect(readAccess(rows)).toEqual(banning(2))
  })
})

describe('where somebody waits for the next write, there is a rest before it', () => {
  function resting() {
    const rests: { over: () => void; cancelled: boolean }[] = []
    const disk = someDisk(new Map(), (over) => {
      const rest = { over, cancelled: false }
      rests.push(rest)
      return () => {
        rest.cancelled = true
      }
    })
    disk.writer.keep(list(true), disk.tell('first'))
    disk.writer.keep(banning(1), disk.tell('second'))
    disk.end(true)
    return { ...disk, rests }
  }

  test('in which others come that share it', () => {
    const { writer, written, end, told, tell, rests } = resting()
    writer.keep(banning(1, 2), tell('third'))
    expect([written.length, told]).toEqual([1, ['first']])
    rests[0]?.over()
    end(true)
    expect([written.length, told]).toEqual([2, ['first', 'second', 'third']])
  })

  test('and whoever comes when nobody does waits for nobody', () => {
    const { writer, written, end, tell, rests } = resting()
    rests[0]?.over()
    end(true)
    expect(rests).toHaveLength(1)
    writer.keep(banning(1, 2), tell('third'))
    expect(written).toHaveLength(3)
  })

  test.each([
    ['somebody waits for the list to be on the disk', 'settled'],
    ['the room closes', 'hurry'],
  ] as const)('that ends when %s', (_, why) => {
    const { writer, written, end, told, tell, rests } = resting()
    if (why === 'settled') writer.settled(tell('settled'))
    else writer.hurry()
    expect(written).toHaveLength(2)
    expect(rests[0]?.cancelled).toBe(true)
    end(true)
    expect(told.slice(0, 2)).toEqual(['first', 'second'])
    // What its clock says later changes nothing.
    rests[0]?.over()
    expect(written).toHaveLength(2)
    if (why === 'settled') expect(told).toHaveLength(3)
    else expect(rests).toHaveLength(1)
  })

  test('that ends when the disk takes writes again', () => {
    const { writer, written, end, tell, rests } = resting()
    rests[0]?.over()
    writer.keep(banning(1, 2), tell('third'))
    end(false)
    expect(writer.retry()).toBe(true)
    expect(written).toHaveLength(3)
    expect(rests[1]?.cancelled).toBe(true)
  })
})
