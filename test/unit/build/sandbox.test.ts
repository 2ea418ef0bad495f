/** When Chromium and Electron are started from source without their sandbox: only where they have none. */
import { expect, test } from 'vitest'
import { hasSandbox } from '../../../build/sandbox.ts'

const linux = {
  platform: 'linux',
  root: false,
  container: () => false,
  namespaces: () => true,
} as const

test.each([
  ['on an ordinary Linux', {}, true],
  [
    'on a Linux that lets nobody make namespaces, which Electron then says',
    { namespaces: no },
    true,
  ],
  ['in a container that can have one', { container: yes }, true],
  ['in a container that cannot', { container: yes, namespaces: no }, false],
  ['for root', { root: true }, false],
  ['on macOS, for root too', { platform: 'darwin', root: true }, true],
  ['on Windows', { platform: 'win32', container: yes, namespaces: no }, true],
] as const)('%s', (_, facts, expected) => {
  expect(hasSandbox({ ...linux, ...facts })).toBe(expected)
})

function yes(): boolean {
  return true
}
function no(): boolean {
  return false
}
