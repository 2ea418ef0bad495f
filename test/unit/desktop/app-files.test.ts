/** Which files the app's own scheme gives, and which navigation it allows. */
import { describe, expect, test } from 'vitest'
import {
  appFile,
  CONTENT_SECURITY_POLICY,
  START_PAGE,
} from '../../../electron/desktop/app-files.ts'
import { mayNavigate } from '../../../electron/desktop/navigation.ts'

const root = '/opt/tincan/out/renderer'

describe('the app scheme', () => {
  test.each([
    ['app://tincan/', 'index.html', 'text/html; charset=utf-8'],
    ['app://tincan/index.html?x=1#top', 'index.html', 'text/html; charset=utf-8'],
    ['app://tincan/assets/main-a1.js', 'assets/main-a1.js', 'text/javascript; charset=utf-8'],
    ['app://tincan/assets/main.css', 'assets/main.css', 'text/css; charset=utf-8'],
    ['app://tincan/a%20b.svg', 'a b.svg', 'image/svg+xml'],
    ['app://tincan/strange.bin', 'strange.bin', 'application/octet-stream'],
    // The dots are resolved by the URL itself and stay inside.
    ['app://tincan/../../etc/passwd', 'etc/passwd', 'application/octet-stream'],
  ])('%s is a file of the pages', (address, file, type) => {
    expect(appFile(address, root)).toEqual({ path: `${root}/${file}`, type })
  })

  test.each([
    ['app://tincan/..%2f..%2fetc/passwd'],
    ['app://tincan/..%2Frenderer-secret/x'],
    ['app://tincan/assets/..%2f..%2f..%2fmain/main.js'],
    ['app://tincan/%00.html'],
    ['app://tincan/..%5c..%5cmain.js'],
    ['app://tincan/%E0%A4%A'],
    ['app://tincan/.%2f'],
    ['app://other/index.html'],
    ['app://tincan.evil/index.html'],
    ['https://tincan/index.html'],
    ['file:///etc/passwd'],
    ['nonsense'],
  ])('%s is nothing', (address) => {
    expect(appFile(address, root)).toBeNull()
  })

  test('the policy lets nothing in but our own', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
    expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';")
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|\*|unsafe-eval/)
  })
})

describe('navigation', () => {
  test.each([
    [START_PAGE, true, true],
    [`${START_PAGE}#room`, true, true],
    [START_PAGE, false, false],
    ['app://tincan/other.html', true, false],
    ['app://elsewhere/index.html', true, false],
    ['https://example.org/', true, false],
    ['about:blank', true, false],
    ['javascript:alert(1)', true, false],
    ['data:text/html,x', true, false],
    ['file:///etc/passwd', true, false],
    ['', true, false],
  ])('to %s (main frame: %s) is allowed: %s', (target, main, allowed) => {
    expect(mayNavigate(target, main, START_PAGE)).toBe(allowed)
  })
})
