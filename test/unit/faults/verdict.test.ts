import { describe, expect, test } from 'vitest'
import { type Account, type Given, judge, type Message } from '../../faults/verdict.ts'

const message = (seq: number, author: string, cid: string): Message => ({
  seq,
  author,
  cid,
  text: `${cid}!`,
})
const said = (author: string, cid: string, life = 1, orphaned = false): Given => ({
  author,
  cid,
  text: `${cid}!`,
  life,
  orphaned,
})

/** Ann and Bob say two each; all is well. */
const log = [
  message(1, 'Ann', 'a1'),
  message(2, 'Bob', 'b1'),
  message(3, 'Ann', 'a2'),
  message(4, 'Bob', 'b2'),
]
const well: Account = {
  said: [said('Ann', 'a1'), said('Bob', 'b1'), said('Ann', 'a2'), said('Bob', 'b2')],
  acknowledged: log.map(({ author, cid, seq }) => ({ author, cid, seq })),
  log,
  printed: [
    { who: 'Ann', messages: log, from: 1, toTheEnd: true },
    { who: 'late', messages: log.slice(2), from: null, toTheEnd: true },
    { who: 'killed', messages: log.slice(0, 2), from: 1, toTheEnd: false },
    { who: 'silent', messages: [], from: null, toTheEnd: false },
  ],
}

const faultsOf = (change: Partial<Account>) => judge({ ...well, ...change }).faults
const printedBy = (...messages: Message[]) => [
  { who: 'Cem', messages, from: null, toTheEnd: false },
]
const renumber = (...messages: Message[]) => messages.map((one, at) => ({ ...one, seq: at + 1 }))
const [a1, b1, a2, b2] = log as [Message, Message, Message, Message]

describe('the verdict', () => {
  test('finds nothing where nothing is wrong, and counts', () => {
    expect(judge(well)).toEqual({
      said: 4,
      acknowledged: 4,
      inLog: 4,
      lost: 0,
      doubled: 0,
      faults: [],
    })
  })

  test('catches an acknowledged message that is not in the log', () => {
    const verdict = judge({ ...well, log: log.slice(0, 3), printed: [] })
    expect([verdict.lost, verdict.faults]).toEqual([1, ['lost: Bob b2']])
  })

  test('catches a message that a living process never got through', () => {
    const verdict = judge({ ...well, said: [...well.said, said('Ann', 'a3')] })
    expect([verdict.lost, verdict.faults]).toEqual([1, ['lost: Ann a3']])
  })

  test('what was given to a process that was killed may be nowhere', () => {
    expect(faultsOf({ said: [...well.said, said('Ann', 'a3', 1, true)] })).toEqual([])
  })

  test('catches the same message twice, even under two numbers', () => {
    const twice = renumber(a1, b1, a2, b2, b1)
    const verdict = judge({ ...well, log: twice, printed: [] })
    expect([verdict.doubled, verdict.faults]).toEqual([1, ['twice in the log: Bob b1']])
  })

  test('two authors may use the same cid', () => {
    const both = [message(1, 'Ann', 'x'), message(2, 'Bob', 'x')]
    const account = { said: [said('Ann', 'x'), said('Bob', 'x')], acknowledged: [], printed: [] }
    expect(judge({ ...account, log: both }).faults).toEqual([])
  })

  test('catches a hole in the numbers', () => {
    const holed = log.map((one) => (one.seq > 2 ? { ...one, seq: one.seq + 1 } : one))
    expect(faultsOf({ log: holed, acknowledged: [], printed: [] })).toEqual([
      'the log has seq 4 where 3 must be',
    ])
  })

  test('catches an acknowledgement with another number', () => {
    const acknowledged = [{ author: 'Ann', cid: 'a2', seq: 4 }]
    expect(faultsOf({ acknowledged })).toEqual(['Ann a2 was acknowledged as 4 and stands at 3'])
  })

  test('catches other words, and words that nobody said', () => {
    const other = [{ ...a1, text: 'else' }, b1, a2, b2]
    expect(faultsOf({ log: other, printed: [] })).toEqual(['Ann a1 has other words'])
    const stranger = [...log, message(5, 'Eve', 'e1')]
    expect(faultsOf({ log: stranger, printed: [] })).toEqual(['Eve e1 was never said'])
  })

  test('catches an author’s messages in another order than they were said', () => {
    const swapped = renumber(a2, b1, a1, b2)
    expect(faultsOf({ log: swapped, acknowledged: [], printed: [] })).toEqual([
      'Ann a2 (1) stands before Ann a1 (3)',
    ])
  })

  test('catches a later message that came through where an earlier one of that process did not', () => {
    const orphans = [said('Ann', 'a3', 2, true), said('Ann', 'a4', 2, true)]
    const grown = [...log, message(5, 'Ann', 'a4')]
    const change = { said: [...well.said, ...orphans], log: grown, printed: [] }
    expect(faultsOf(change)).toEqual(['Ann a4 came through without Ann a3, which was said earlier'])
    const nextLife = [said('Ann', 'a3', 2, true), said('Ann', 'a4', 3)]
    expect(faultsOf({ ...change, said: [...well.said, ...nextLife] })).toEqual([])
  })

  test('catches what a process printed twice, left out, turned round or changed', () => {
    expect(faultsOf({ printed: printedBy(a1, b1, b1, a2) })).toHaveLength(1)
    expect(faultsOf({ printed: printedBy(a1, a2) })).toHaveLength(1)
    expect(faultsOf({ printed: printedBy(a1, a2, b1) })).toHaveLength(1)
    expect(faultsOf({ printed: printedBy(b1, a1) })).toHaveLength(1)
    expect(faultsOf({ printed: printedBy({ ...a1, text: 'else' }) })).toHaveLength(1)
    expect(faultsOf({ printed: printedBy(b2, message(5, 'Eve', 'e1')) })).toHaveLength(1)
  })

  test('catches a process that lived and lacks the end, or lacks the beginning', () => {
    const short = { who: 'Cem', messages: log.slice(0, 3), from: 1, toTheEnd: true }
    expect(faultsOf({ printed: [short] })).toEqual([
      'Cem printed nothing where the log has 4 Bob b2',
    ])
    const late = { who: 'Cem', messages: log.slice(1), from: 1, toTheEnd: true }
    expect(faultsOf({ printed: [late] })).toHaveLength(1)
    const empty = { who: 'Cem', messages: [], from: 1, toTheEnd: true }
    expect(faultsOf({ printed: [empty] })).toHaveLength(1)
  })
})
