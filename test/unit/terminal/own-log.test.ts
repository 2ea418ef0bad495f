import { describe, expect, test } from 'vitest'
import type { LogInfo } from '../../../electron/core/store/store.ts'
import { ownLog } from '../../../electron/terminal/own-log.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'

const MINE = 'A'.repeat(43) as Fingerprint
const OTHER = 'B'.repeat(43) as Fingerprint
const me = { fingerprint: MINE }

const log = (id: number, more: Partial<LogInfo> = {}): LogInfo => ({
  id,
  roomId: `room-${id}`,
  hostKey: MINE,
  ownKey: MINE,
  room: 'Family',
  name: 'Ann',
  addresses: [{ host: '192.168.1.5', port: 62260 }],
  hosting: true,
  open: true,
  floor: 1,
  readOnly: false,
  first: 1,
  last: 1,
  draft: '',
  ...more,
})

describe('a host goes on with a room of before', () => {
  test.each([
    ['of the same name', 'Family', undefined, 1],
    ['of the same name, at any port when that is 0', 'Family', 0, 1],
    ['of the same name at the same port', 'Family', 62260, 1],
    ['whatever the white space around the name', '  Family ', undefined, 1],
  ])('%s', (_, room, port, id) => {
    expect(ownLog([log(1)], me, room, port)?.id).toBe(id)
  })

  test.each([
    ['of another name at the same port', 'Work', 62260],
    ['of another name', 'Work', undefined],
    ['of a name in other letters', 'family', undefined],
    ['of the same name at another port than the one asked for', 'Family', 5000],
  ])('never with one %s', (_, room, port) => {
    expect(ownLog([log(1)], me, room, port)).toBeNull()
  })

  test.each<[string, Partial<LogInfo>]>([
    ['that another key hosted', { hostKey: OTHER }],
    ['that was joined and not hosted', { hosting: false }],
    ['that is kept to read', { readOnly: true }],
  ])('never with one %s', (_, more) => {
    expect(ownLog([log(1, more)], me, 'Family', undefined)).toBeNull()
  })

  test('of two of the same name, with the newer one', () => {
    expect(ownLog([log(1), log(2)], me, 'Family', undefined)?.id).toBe(2)
  })
})
