/**
 * Keeps macOS from napping Tincan: App Nap holds back the timers of a window that nobody looks at,
 * and a host's pings and commits with them. Only that: a power save blocker would keep the whole
 * Mac awake. The setting is the user's for this app, and what a start writes holds at the latest
 * from the next; a packaged app has the same in its Info.plist (electron-builder.yml).
 */
import type { SystemPreferences } from 'electron'

/** The part of `systemPreferences` in use; it is there on macOS alone. */
export type Preferences = Pick<SystemPreferences, 'setUserDefault'>

/** Does nothing but on macOS. */
export function refuseAppNap(
  preferences: Preferences,
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform === 'darwin') preferences.setUserDefault('NSAppSleepDisabled', 'boolean', true)
}
