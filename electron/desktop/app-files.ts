/**
 * Which file an `app://tincan/…` address means. Pure. Nothing outside the one folder of built
 * pages can be named, whatever the address looks like.
 */
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** The address of our own pages, in its parts and whole. */
export const SCHEME = 'app'
export const HOST = 'tincan'
export const ORIGIN = `${SCHEME}://${HOST}`
export const START_PAGE = `${ORIGIN}/index.html`

/** Sent with every file: only our own code runs, and it talks to nobody but us. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

export interface AppFile {
  readonly path: string
  readonly type: string
}

/** The file that `address` names below `root`, or null when there can be none. */
export function appFile(address: string, root: string): AppFile | null {
  const url = URL.parse(address)
  if (url === null || url.protocol !== `${SCHEME}:` || url.host !== HOST) return null
  const name = decode(url.pathname)
  if (name === null || name.includes('\0') || name.includes('\\')) return null
  const path = resolve(join(root, name === '/' ? 'index.html' : name))
  const inside = relative(root, path)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    return null
  }
  return { path, type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' }
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
