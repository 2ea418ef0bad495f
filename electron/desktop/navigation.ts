/** Where a window may go. Pure: only back to the page it shows, which is what a reload is. */

/** Whether a frame may navigate to `target`, when the window's own page is `startPage`. */
export function mayNavigate(target: string, isMainFrame: boolean, startPage: string): boolean {
  if (!isMainFrame) return false
  const to = URL.parse(target)
  const own = URL.parse(startPage)
  if (to === null || own === null) return false
  return to.protocol === own.protocol && to.host === own.host && to.pathname === own.pathname
}

/** What the log file may say of an address: its scheme. The rest may be somebody's words. */
export function loggableUrl(url: string): string {
  return URL.canParse(url) ? `${new URL(url).protocol}…` : 'no address'
}
