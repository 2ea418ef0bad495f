/**
 * Builds the window and the fake into a folder of the system's temporary place, and opens pages
 * on them as Electron would: own origin, strict CSP, nothing from outside.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { CHROMIUM_ARGS, ensureChromium } from '../../../build/chromium.ts'
import { sandboxed } from '../../../build/sandbox.ts'

const root = resolve(import.meta.dirname, '../../..')
const ORIGIN = 'https://window.app.localhost'
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

export interface Look {
  readonly scene: string
  readonly width: number
  readonly height: number
  readonly dark: boolean
}

export interface Stage {
  readonly open: (look: Look) => Promise<Page>
  /** What pages complained about: console errors, CSP violations, exceptions. */
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

export async function openStage(): Promise<Stage> {
  const out = await mkdtemp(join(tmpdir(), 'tincan-gallery-'))
  const common = { configFile: false, logLevel: 'warn' } as const
  await build({
    ...common,
    root: join(root, 'renderer'),
    plugins: [react()],
    build: { outDir: join(out, 'window'), emptyOutDir: true },
  })
  await build({
    ...common,
    root: import.meta.dirname,
    build: {
      outDir: join(out, 'fake'),
      emptyOutDir: true,
      lib: { entry: 'scenes.ts', formats: ['iife'], name: 'scenes', fileName: () => 'scenes.js' },
    },
  })
  const fake = await readFile(join(out, 'fake/scenes.js'), 'utf8')
  const browser: Browser = await chromium.launch({
    executablePath: ensureChromium(),
    chromiumSandbox: sandboxed(),
    args: [...CHROMIUM_ARGS, '--disable-gpu'],
  })
  const complaints: string[] = []

  return {
    complaints,
    async open({ scene, width, height, dark }) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${scene}: ${error.message}`))
      page.on('console', (line) => {
        if (line.type() === 'error' || line.type() === 'warning') {
          complaints.push(`${scene}: ${line.text()}`)
        }
      })
      await page.addInitScript(`window.scene = ${JSON.stringify(scene)};\n${fake}`)
      await page.route('**/*', async (route) => {
        const path = new URL(route.request().url()).pathname
        const file = join(out, 'window', path === '/' ? 'index.html' : path)
        await route.fulfill({
          body: await readFile(file),
          contentType: types[extname(file)] ?? 'application/octet-stream',
          headers: { 'content-security-policy': CSP },
        })
      })
      await page.goto(`${ORIGIN}/`)
      return page
    },
    async close() {
      await browser.close()
      await rm(out, { recursive: true, force: true })
    },
  }
}
