import { describe, expect, test } from 'vitest'
import { pushArrived, snapshotArrived } from '../../../../renderer/store/reduce.ts'
import { askedRejoin, attemptOf, initialView, type View } from '../../../../renderer/store/view.ts'
import { attemptOver } from '../../../../renderer/store/view-changes.ts'
import type { Change } from '../../../../shared/contract/snapshot.ts'
import type { JoinQuestion } from '../../../../shared/domain/session.ts'
import { info, keyOf, room, snapshot } from '../fixtures.ts'

const trust: JoinQuestion = { kind: 'trust', key: keyOf('h'), address: 'x:1', room: 'Lab' }
const password: JoinQuestion = { kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 }

const begin = snapshotArrived(initialView, snapshot(7, [room('r')])).view
const push = (view: View, ...changes: Change[]) =>
  pushArrived(view, { revision: view.revision + 1, changes }).view
const attempt = (attemptId: string, question: JoinQuestion | null): Change => ({
  type: 'attempt',
  attemptId,
  stage: 'securing',
  question,
})

describe('questions of a join', () => {
  test('a question stands until the next news of its attempt, and is remembered as asked', () => {
    const asked = push(begin, attempt('j', null), attempt('j', trust))
    expect(attemptOf(asked, 'j')).toMatchObject({ question: trust, asked: true })
    const answered = push(asked, attempt('j', null))
    expect(attemptOf(answered, 'j')).toMatchObject({ question: null, asked: true })
    const again = push(answered, attempt('j', password))
    expect(attemptOf(again, 'j')?.question).toBe(password)
    expect(again.attempts).toHaveLength(1)
  })

  test('a join and a rejoin are asked apart', () => {
    const view = push(begin, attempt('j', trust), attempt('r', password))
    expect(attemptOf(view, 'j')?.question).toBe(trust)
    expect(askedRejoin(view)?.question).toBe(password)
    expect(askedRejoin(attemptOver(view, 'r'))).toBe(undefined)
  })

  test('a settled join is forgotten, another stays the same object', () => {
    const view = push(begin, attempt('j', trust))
    expect(attemptOver(view, 'j').attempts).toEqual([])
    expect(attemptOver(view, 'k')).toBe(view)
  })
})

describe('a rejoin', () => {
  const connecting = { phase: 'connecting', stage: 'proving' } as const
  const ended = { phase: 'ended', how: 'refused', error: null } as const

  test.each([
    ['live', { phase: 'live' } as const],
    ['ended', ended],
  ])('is over when its room is %s, whatever is told last', (_, connection) => {
    const asked = push(begin, attempt('r', password))
    const going = push(asked, { type: 'room', room: info('r', { connection: connecting }) })
    expect(askedRejoin(going)?.id).toBe('r')
    const over = push(going, { type: 'room', room: info('r', { connection }) }, attempt('r', null))
    expect(askedRejoin(over)).toBe(undefined)
  })

  test('news of one without a question opens nothing', () => {
    expect(askedRejoin(push(begin, attempt('r', null)))).toBe(undefined)
  })
})

test('the snapshot brings who we are', () => {
  expect(begin.identity?.fingerprint).toBe(keyOf('a'))
})
