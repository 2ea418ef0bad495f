import { describe, expect, test } from 'vitest'
import { newlyWaiting, waitingWords } from '../../../../renderer/store/newcomers.ts'
import { info, keyOf } from '../fixtures.ts'

describe('newcomers', () => {
  const hosting = {
    port: 1,
    addresses: [],
    invite: '',
    password: false,
    locked: false,
    approving: true,
    past: 'all' as const,
    perAddress: null,
    waiting: [],
    banned: [],
  }
  const cem = { key: keyOf('c'), name: 'Cem' }
  const dilara = { key: keyOf('d'), name: 'Dilara' }
  const knocking = (...waiting: readonly (typeof cem)[]) =>
    info('r', { hosting: { ...hosting, waiting } })

  test('only who was not there before is new', () => {
    expect(newlyWaiting(knocking(cem), knocking(cem, dilara))).toEqual([dilara])
    expect(newlyWaiting(undefined, knocking(cem))).toEqual([cem])
    expect(newlyWaiting(knocking(cem), knocking())).toEqual([])
    expect(newlyWaiting(undefined, info())).toEqual([])
  })

  test('are told in a sentence', () => {
    expect(waitingWords([cem])).toBe('Cem wants to come in')
    expect(waitingWords([cem, dilara])).toBe('Cem and Dilara want to come in')
  })
})
