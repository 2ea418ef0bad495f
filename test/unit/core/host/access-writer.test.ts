import { expect, test } from 'vitest'
import { AccessWriter } from '../../../../electron/core/host/access-writer.ts'
import { type AccessList, newAccess } from '../../../../electron/core/host/rules/state.ts'

const list = (locked: boolean): AccessList =>
  newAccess({ approving: false, locked, past: 'all', perAddress: null })

/** A disk that is told when, and how, each of its writes ends. */
function someDisk() {
  const written: AccessList[] = []
  const ends: ((written: boolean) => void)[] = []
  const writer = new AccessWriter((access, done) => {
    written.push(access)
    ends.push(done)
  })
  const told: string[] = []
  const tell = (name: string) => () => void told.push(name)
  return { writer, written, end: (ok: boolean) => ends.shift()?.(ok), told, tell }
}

test('all that change the list while it is written share the next write, told in their order', () => {
  const { writer, written, end, told, tell } = someDisk()
  const [first, second, third] = [list(true), list(false), list(true)]
  writer.keep(first, tell('first'))
  writer.keep(second, tell('second'))
  writer.keep(third, tell('third'))
  expect([written, told]).toEqual([[first], []])
  end(true)
  expect(told).toEqual(['first'])
  expect(written[1]).toBe(third)
  end(true)
  expect(told).toEqual(['first', 'second', 'third'])
  expect(written).toHaveLength(2)
})

test('a list that the disk did not take is written when it takes writes again, once', () => {
  const { writer, written, end, told, tell } = someDisk()
  writer.keep(list(true), tell('kept'))
  end(false)
  expect(told).toEqual(['kept'])
  expect(writer.retry()).toBe(true)
  expect(writer.retry()).toBe(true)
  expect(written).toHaveLength(2)
  end(true)
  expect(writer.retry()).toBe(false)
  expect(written).toHaveLength(2)
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
