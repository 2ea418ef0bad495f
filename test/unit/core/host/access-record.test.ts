import { describe, expect, test } from 'vitest'
import { readAccess, writeAccess } from '../../../../electron/core/host/access-record.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { keyOf, RECORD, setup } from '../../../support/pure-room.ts'

describe('the access list that a room keeps', () => {
  test('is the same when it is read again', () => {
    const room = setup(10, { password: true, approving: true, past: 50 })
    room.enter(1, 'Ann', true)
    const ticket = { once: true, expires: unixMs(5_000), skipsApproval: true }
    room.step({ type: 'ticket', secret: 'secret', ticket })
    room.step({ type: 'moderate', action: { type: 'ban', key: keyOf(7) } })
    room.step({ type: 'moderate', action: { type: 'lock', locked: true } })
    room.step({ type: 'standing', secret: 'standing' })
    const { policy, password, standing, admitted, floors, banned, tickets } = room.state()
    const access = { policy, password, standing, admitted, floors, banned, tickets }
    expect(readAccess(writeAccess(room.state()))).toEqual(access)
    expect(access).toMatchObject({
      policy: { approving: true, locked: true, past: 50 },
      password: RECORD,
      standing: 'standing',
    })
    expect([...tickets.keys()]).toEqual(['secret', 'standing'])
  })

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another kind', '[]'],
    ['a key that is none', '{"approving":true,"locked":false,"past":"all","admitted":["x"]}'],
  ])('%s is not read as an access list', (_, text) => {
    expect(() => readAccess(text)).toThrow()
  })
})
