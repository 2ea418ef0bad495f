/**
 * Three groups of tests, one after the other so that the quick ones fail first and the windows
 * have the machine to themselves. Time limits are nets for what hangs; no test waits for time.
 */
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './build/closing-line.ts'
import { STEP_NET_MS, TEST_NET_MS } from './test/support/nets.ts'
import { patient } from './test/support/patience.ts'

const nets = {
  testTimeout: TEST_NET_MS,
  hookTimeout: TEST_NET_MS,
  expect: { poll: { timeout: STEP_NET_MS } },
}

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          ...nets,
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx', 'test/model/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [{ name: 'patience', transform: (code) => ({ code: patient(code), map: null }) }],
        test: {
          ...nets,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/interop/**/*.test.ts'],
          // Most of it waits for processes and clocks: three at a time keep two cores busy.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...nets,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/e2e-setup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
