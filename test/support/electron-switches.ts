/**
 * What real Electron is told in tests, besides what Tincan itself is. The person's own keyring is
 * not asked: Playwright installs no mock of it for a binary that is named to it.
 */
import { sandboxSwitches } from '../../build/sandbox.ts'

export const electronSwitches = (): string[] => [
  ...sandboxSwitches(),
  '--password-store=basic',
  '--use-mock-keychain',
]
