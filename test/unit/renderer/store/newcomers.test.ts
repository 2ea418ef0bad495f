import { describe, expect, test } from 'vitest'
import { newcomers, waitingWords } from '../../../../renderer/store/newcomers.ts'
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
    expect(newcomers(knocking(cem), knocking(cem, dilara))).toEqual([dilara])
    expect(newcomers(undefined, knocking(cem))).toEqual([cem])
    expect(newcomers(knocking(cem), knocking())).toEqual([])
    expect(newcomers(undefined, info())).toEqual([])
  })

  test('are told in a sentence', () => {
    expect(waitingWords([cem])).toBe('Cem wants to come in')
    expect(waitingWords([cem, dilara])).toBe('Cem and Dilara want to come in')
  })
})
