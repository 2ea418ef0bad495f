/** One thing at a time lies open over the window. */
import { expect, test } from 'vitest'
import { whatLiesOpen } from '../../../renderer/lying-open.ts'
import type { Change } from '../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../shared/domain/errors.ts'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { info, room, snapshot } from './fixtures.ts'
import { openWindow } from './window.ts'

const password: JoinQuestion = { kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 }
const asks: Change = { type: 'attempt', attemptId: 'r', stage: 'proving', question: password }
const inPhase = (connection: ReturnType<typeof info>['connection']): Change => ({
  type: 'room',
  room: info('r', { connection }),
})
const connecting = inPhase({ phase: 'connecting', stage: 'dialing' })
const otherKey = inPhase({ phase: 'ended', how: 'refused', error: errorValue('pin_mismatch') })

const setup = async () => {
  const window = await openWindow(snapshot(7, [room('r')]))
  return { ...window, open: () => whatLiesOpen(window.store.getState())?.kind ?? null }
}

test('what a rejoin asks waits until what a person has opened is closed', async () => {
  const { actions, push, open } = await setup()
  push(connecting)
  actions.askToDelete('r')
  push(asks)
  expect(open()).toBe('delete')
  actions.closeDialog()
  expect(open()).toBe('rejoin')
  push(inPhase({ phase: 'live' }))
  expect(open()).toBe(null)
})

test('another key is shown to who joins again, until it was read, and to nobody else', async () => {
  const { actions, push, open } = await setup()
  push(otherKey)
  expect(open()).toBe(null)
  actions.rejoin('r')
  push(connecting)
  expect(open()).toBe(null)
  push(otherKey)
  expect(open()).toBe('rejoin')
  actions.endRejoin()
  expect(open()).toBe(null)
})

test('a rejoin that came to its end is not remembered when the room ends again', async () => {
  const { actions, push, open } = await setup()
  actions.rejoin('r')
  push(connecting, inPhase({ phase: 'live' }), otherKey)
  push(connecting)
  push(inPhase({ phase: 'live' }))
  push(otherKey)
  expect(open()).toBe(null)
})

test('who looks at the known hosts has read it; closed, they lead back to nothing', async () => {
  const { actions, push, open } = await setup()
  actions.rejoin('r')
  push(otherKey)
  actions.openHosts('x')
  expect(open()).toBe('hosts')
  actions.closeDialog()
  expect(open()).toBe(null)
})
