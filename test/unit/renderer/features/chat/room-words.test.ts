import { describe, expect, test } from 'vitest'
import {
  deleteWords,
  endedWords,
  fileName,
  interruptedWords,
  retryWords,
} from '../../../../../renderer/features/chat/room-words.ts'
import type { RoomInfo } from '../../../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../../../shared/domain/errors.ts'
import type { ConnectionState } from '../../../../../shared/domain/session.ts'
import { info } from '../../fixtures.ts'

const left: ConnectionState = { phase: 'ended', how: 'left', error: null }
const differs = errorValue('log_differs')

describe('a past room', () => {
  test.each<[string, Partial<RoomInfo>, string]>([
    ['that one left', { connection: left }, 'You left this room.'],
    ['of one’s own', { connection: left, own: true }, 'You closed this room.'],
    [
      'kept to read',
      { connection: { phase: 'ended', how: 'refused', error: differs }, readOnly: true },
      `Kept to read: ${differs.message}`,
    ],
  ])('%s', (_, over, words) => {
    expect(endedWords(info('r', over))).toBe(words)
  })
})

test('a host that has gone away is no lost connection', () => {
  expect(interruptedWords(errorValue('host_away'))).toBe('The host has gone away.')
  expect(interruptedWords(errorValue('connection_lost'))).toBe('Connection lost.')
})

test.each([
  [12, 'Trying again in 12 s'],
  [0, 'Trying again…'],
  [null, 'Trying again…'],
])('%s seconds to the next try', (seconds, words) => {
  expect(retryWords(seconds)).toBe(words)
})

test('deleting says what goes, for whom, and what happens first', () => {
  expect(deleteWords(info('r', { connection: left }))).not.toMatch(/first/)
  expect(deleteWords(info('r'))).toMatch(/^You leave the room first/)
  expect(deleteWords(info('r', { own: true }))).toMatch(/closes for everybody first.*Nobody can/)
})

test.each([
  ['/home/ann/Lab.md', 'Lab.md'],
  ['C:\\Users\\Ann\\Lab.md', 'Lab.md'],
  ['Lab.md', 'Lab.md'],
])('the name of %s', (path, name) => {
  expect(fileName(path)).toBe(name)
})
