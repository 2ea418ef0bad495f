/**
 * `session.defaultSession`: keeps the permission handlers. Without them everything is granted,
 * as in Electron; so a handler that was forgotten shows.
 */
import { EventEmitter } from 'node:events'
import type { Session } from 'electron'

type CheckHandler = Exclude<Parameters<Session['setPermissionCheckHandler']>[0], null>
type RequestHandler = Exclude<Parameters<Session['setPermissionRequestHandler']>[0], null>
type Permission = Parameters<RequestHandler>[1]
type Part = Pick<
  Session,
  'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
>

/** Permissions that a page of Chromium can hold, by Electron's name and by Chromium's. */
const PERMISSIONS: ReadonlyArray<readonly [Permission & Parameters<CheckHandler>[1], string]> = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
]

class StandInSession extends EventEmitter implements Part {
  #check: CheckHandler | null = null
  #request: RequestHandler | null = null

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler
  }

  setDevicePermissionHandler(): void {}

  /** Chromium's names of what a page of `origin` gets: what either handler would let through. */
  granted(contents: Electron.WebContents, origin: string): string[] {
    return PERMISSIONS.filter(([name]) => {
      if (this.#check === null || this.#request === null) return true
      const details = { isMainFrame: true, requestingUrl: origin, securityOrigin: origin }
      let requested = false
      this.#request(
        contents,
        name,
        (yes) => {
          requested = yes
        },
        details,
      )
      return requested || this.#check(contents, name, origin, details)
    }).map(([, chromium]) => chromium)
  }
}

export const defaultSession = new StandInSession()
export const session = { defaultSession }
