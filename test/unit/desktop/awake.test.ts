/** App Nap: kept off from the first open room to the last, and only where there is one. */
import { describe, expect, test } from 'vitest'
import { Awake } from '../../../electron/desktop/awake.ts'

function setup(platform: NodeJS.Platform) {
  const calls: string[] = []
  let started = 0
  const blocker = {
    start: (type: string) => {
      calls.push(`start ${type}`)
      started += 1
      return started
    },
    stop: (id: number) => {
      calls.push(`stop ${id}`)
      return true
    },
  }
  return { awake: new Awake(blocker, platform), calls }
}

describe('on macOS', () => {
  test('is kept off from the first open room on, and let back with the last', () => {
    const { awake, calls } = setup('darwin')
    for (const open of [0, 1, 2, 1, 0, 0, 3, 0]) awake.rooms(open)
    const once = ['start prevent-app-suspension']
    expect(calls).toEqual([...once, 'stop 1', ...once, 'stop 2'])
  })
})

test.each(['linux', 'win32'] as const)('on %s nothing is asked for', (platform) => {
  const { awake, calls } = setup(platform)
  for (const open of [0, 1, 0]) awake.rooms(open)
  expect(calls).toEqual([])
})
