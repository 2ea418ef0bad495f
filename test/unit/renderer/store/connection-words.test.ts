import { expect, test } from 'vitest'
import { connectionWords } from '../../../../renderer/store/connection-words.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import type { ConnectionState } from '../../../../shared/domain/session.ts'
import { info } from '../fixtures.ts'

test.each<[string, ConnectionState, string]>([
  ['between two tries', cut(1), 'Connection lost'],
  ['at a try', cut(null), 'Trying again…'],
  ['behind the others', { phase: 'catching_up', missing: 3 }, 'Catching up…'],
])('the state beside the string, %s', (_, connection, words) => {
  expect(connectionWords(info('r', { connection }))).toBe(words)
})

function cut(retryIn: number | null): ConnectionState {
  return { phase: 'interrupted', error: errorValue('connection_lost'), retryIn }
}
