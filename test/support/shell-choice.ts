/** Which shell the end-to-end specs run in: real Electron where it can run, else the stand-in. */
import { findElectron } from '../../build/electron-binary.ts'
import { hasScreen } from '../../build/stand-in.ts'

export type Shell = 'electron' | 'stand-in'

export interface ShellChoice {
  readonly shell: Shell
  readonly why: string
}

/** Decides; TINCAN_SHELL=electron or =stand-in overrides. Never downloads anything. */
export function chooseShell(): ShellChoice {
  const wanted = process.env.TINCAN_SHELL
  if (wanted === 'electron' || wanted === 'stand-in') return { shell: wanted, why: 'TINCAN_SHELL' }
  if (findElectron() === undefined) {
    return { shell: 'stand-in', why: 'the Electron binary is not on this machine' }
  }
  if (!hasScreen()) return { shell: 'stand-in', why: 'Electron needs a display and there is none' }
  return { shell: 'electron', why: 'the Electron binary is here' }
}
