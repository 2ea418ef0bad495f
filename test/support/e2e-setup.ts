/**
 * Before the end-to-end specs: the app is built, Chromium is there, and the run says in which
 * shell it runs and what that cannot show.
 */
import { ensureBuilt } from '../../build/built.ts'
import { chromiumVersion, ensureChromium } from '../../build/chromium.ts'
import { chooseShell } from './shell-choice.ts'

export default function setup(): void {
  const { shell, why } = chooseShell()
  if (shell === 'electron') {
    console.log(`End to end in real Electron (${why}).`)
  } else {
    const version = chromiumVersion(ensureChromium())
    console.log(
      `End to end in the stand-in shell with ${version} (${why}): native menus, native dialogs, fuses and the process sandbox of Electron are not checked.`,
    )
  }
  ensureBuilt()
}
