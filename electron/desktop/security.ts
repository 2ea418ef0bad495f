/**
 * What no page may do, whatever it contains: leave its own page, open a window, embed a webview,
 * ask for a permission or a device, download. Set on every web contents that ever comes to be.
 */

import { app, type Session, session } from 'electron'
import type { Logger } from '../core/logger.ts'
import { loggableUrl, mayNavigate } from './navigation.ts'

/** Denies everything. Call when the app is ready, before the first window. */
export function denyByDefault(startPage: string, logger: Logger): void {
  denyPermissions(session.defaultSession)
  app.on('web-contents-created', (_created, contents) => {
    const guard = (
      name: string,
      event: { preventDefault: () => void; url: string; isMainFrame: boolean },
    ) => {
      if (mayNavigate(event.url, event.isMainFrame, startPage)) return
      event.preventDefault()
      logger.warn(`${name} denied: ${loggableUrl(event.url)}`)
    }
    contents.on('will-navigate', (event) => guard('navigation', event))
    contents.on('will-frame-navigate', (event) => guard('frame navigation', event))
    contents.on('will-redirect', (event) => guard('redirect', event))
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
      logger.warn('webview denied')
    })
    contents.setWindowOpenHandler(({ url }) => {
      logger.warn(`new window denied: ${loggableUrl(url)}`)
      return { action: 'deny' }
    })
  })
}

function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  target.setPermissionCheckHandler(() => false)
  target.setDevicePermissionHandler(() => false)
  target.on('will-download', (event) => event.preventDefault())
}
