/**
 * The `app` scheme: serves the built pages, with their security headers, and nothing else.
 * Privileges must be registered before the app is ready; the handler afterwards.
 */

import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import type { Logger } from '../core/logger.ts'
import { appFile, CONTENT_SECURITY_POLICY, SCHEME } from './app-files.ts'
import { loggableUrl } from './navigation.ts'

/** Makes `app://tincan` an origin like https. Call before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the files below `root`. Call when the app is ready. */
export function serveAppScheme(root: string, logger: Logger): void {
  protocol.handle(SCHEME, async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return plain(405)
    const file = appFile(url, root)
    if (file === null) {
      logger.warn(`app scheme: nothing to serve at ${loggableUrl(url)}`)
      return plain(404)
    }
    try {
      const body = await readFile(file.path)
      return new Response(method === 'HEAD' ? null : body, { headers: headers(file.type) })
    } catch (error) {
      logger.warn(`app scheme: cannot read ${file.path}`, error)
      return plain(404)
    }
  })
}

function plain(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain') })
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  }
}
