/**
 * `npm run pictures`: has the suite draw the window and puts the README's pictures in their place.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runNode } from './tools.ts'

const code = runNode('build/test.ts', ['--project', 'e2e', 'test/e2e/looks.test.ts'])
if (code === 0) {
  const folder = join(ROOT, 'docs/images')
  mkdirSync(folder, { recursive: true })
  for (const theme of ['light', 'dark']) {
    copyFileSync(
      join(ROOT, `artifacts/screenshots/readme-${theme}.png`),
      join(folder, `chat-${theme}.png`),
    )
  }
}
process.exit(code)
