/** App Nap: turned off for this app, and only where there is one. */
import { expect, test } from 'vitest'
import { refuseAppNap } from '../../../electron/desktop/app-nap.ts'

test.each([
  ['darwin', [['NSAppSleepDisabled', 'boolean', true]]],
  ['linux', []],
  ['win32', []],
] as const)('on %s', (platform, expected) => {
  const calls: unknown[][] = []
  refuseAppNap({ setUserDefault: (...call: unknown[]) => void calls.push(call) }, platform)
  expect(calls).toEqual(expected)
})
