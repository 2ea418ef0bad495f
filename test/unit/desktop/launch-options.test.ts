/** What the command line asks for, and what it may not. */
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dataFolder, parseLaunch } from '../../../electron/desktop/launch-options.ts'

const program = ['/usr/bin/electron', '.', '--no-sandbox']

describe('the command line', () => {
  test.each([
    [[], { profile: '', dataDir: null, selfTest: false }],
    [['--profile', 'ann'], { profile: 'ann', dataDir: null, selfTest: false }],
    [['--profile=Ann_2-b'], { profile: 'Ann_2-b', dataDir: null, selfTest: false }],
    [['--data-dir', '/tmp/x y'], { profile: '', dataDir: '/tmp/x y', selfTest: false }],
    [['--self-test'], { profile: '', dataDir: null, selfTest: true }],
    [
      ['--data-dir=/d', '--other', '--profile', 'b'],
      { profile: 'b', dataDir: '/d', selfTest: false },
    ],
  ])('%j is understood', (args, options) => {
    expect(parseLaunch([...program, ...args])).toEqual({ ok: true, options })
  })

  test.each([
    [['--profile']],
    [['--profile', '--data-dir']],
    [['--profile=']],
    [['--profile', '../etc']],
    [['--profile', 'a/b']],
    [['--profile', 'a b']],
    [['--profile', 'é']],
    [['--profile', 'x'.repeat(33)]],
    [['--data-dir']],
    [['--data-dir=']],
  ])('%j is refused with a sentence', (args) => {
    const launch = parseLaunch([...program, ...args])
    expect(launch.ok).toBe(false)
    expect(!launch.ok && launch.fault).toMatch(/^--(profile|data-dir) takes /)
  })
})

describe('the data folder', () => {
  const usual = join('/home/ann/.config', 'Tincan')

  test('is the usual one without a profile', () => {
    expect(dataFolder(usual, { profile: '', dataDir: null })).toBe(usual)
  })

  test('of a profile lies beside the usual one', () => {
    expect(dataFolder(usual, { profile: 'bob', dataDir: null })).toBe(`${usual}-bob`)
  })

  test('is the one asked for, whatever the profile', () => {
    expect(dataFolder(usual, { profile: 'bob', dataDir: 'here' })).toBe(resolve('here'))
  })
})
