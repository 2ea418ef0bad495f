/**
 * Chromium knows nothing of the app's own scheme, so a page of `app://tincan/x` lives at
 * `https://tincan.app.localhost/x` here. Main, preload and page see only their own form of it.
 */

const SUFFIX = 'localhost'

/** The address at which Chromium loads an address of the app. */
export function toScreen(url: string, schemes: readonly string[]): string {
  const parsed = new URL(url)
  const scheme = parsed.protocol.slice(0, -1)
  if (!schemes.includes(scheme)) return url
  return `https://${parsed.host}.${scheme}.${SUFFIX}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** The app's form of an address that Chromium shows. */
export function toApp(url: string, schemes: readonly string[]): string {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.protocol !== 'https:') return url
  const labels = parsed.hostname.split('.')
  const scheme = labels.at(-2)
  if (labels.at(-1) !== SUFFIX || scheme === undefined || !schemes.includes(scheme)) return url
  const host = labels.slice(0, -2).join('.')
  return `${scheme}://${host}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** The origin of an address in the app's form, as Electron's `WebFrameMain.origin` gives it. */
export function originOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.host === '') return 'null'
  return `${parsed.protocol}//${parsed.host}`
}
