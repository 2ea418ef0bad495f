/**
 * What the window looks like: narrow and wide, light and dark, kept as pictures in artifacts/ (and
 * shown in the README). The checks here are of layout; the looking is done by people.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { launchApp } from '../support/app.ts'
import {
  composer,
  expectNoSideways,
  host,
  joinRoom,
  messages,
  say,
  see,
  seeMessage,
} from '../support/people.ts'
import { root, runJoin } from '../support/terminal.ts'

const folder = join(root, 'artifacts/screenshots')
mkdirSync(folder, { recursive: true })

async function picture(page: Page, name: string): Promise<void> {
  // A conversation shows itself when it has found its place, some frames after it is there.
  await page.locator('[data-placed=false]').waitFor({ state: 'detached' })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

const long = `https://example.org/${'a-very-long-path/'.repeat(20)}`

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([480, 1440])(
    'the room holds at %i px: long words, links, many lines',
    async (width) => {
      const size = { width, height: width === 480 ? 800 : 900 }
      const ann = await launchApp({ size, colorScheme })
      await picture(ann.page, `start-${width}-${colorScheme}`)
      const address = await host(ann.page, { room: 'Physics lab', name: 'Ann' })
      await picture(ann.page, `hosted-${width}-${colorScheme}`)
      await using bob = await runJoin(address, 'Bob')
      await using cem = await runJoin(address, 'Cem Yılmaz')
      await say(ann.page, 'Morning! The laser is warm, we can start at nine.')
      await seeMessage(ann.page, 'Morning!')
      bob.type({ say: 'On my way.' }, { say: `The plan is at ${long}` })
      await seeMessage(ann.page, 'The plan')
      cem.type(
        { say: `Does anyone have the ${'x'.repeat(300)} cable?` },
        { say: 'Two lines:\n  one\n  two' },
      )
      await seeMessage(ann.page, 'Two lines')
      await say(ann.page, 'Second drawer, left.')
      await seeMessage(ann.page, 'Second drawer')
      await expectNoSideways(ann.page)
      const widths = await messages(ann.page).evaluateAll((rows) =>
        rows.map((row) => row.getBoundingClientRect().right),
      )
      expect(Math.max(...widths)).toBeLessThanOrEqual(width)
      await picture(ann.page, `chat-${width}-${colorScheme}`)
    },
  )

  test('a morning in a lab, as the README shows it', async () => {
    const ann = await launchApp({ size: { width: 1440, height: 900 }, colorScheme })
    const address = await host(ann.page, { room: 'Physics lab', name: 'Ann' })
    await using bob = await runJoin(address, 'Bob')
    await using cem = await runJoin(address, 'Cem Yılmaz')
    const talk = [
      [ann, 'Morning! The laser is warm, we can start at nine.'],
      [bob, 'On my way, the tram is late again.'],
      [bob, 'I have the new lenses with me. The data sheet is at https://optics.example/lens-50'],
      [cem, 'Does anyone know where the long network cable went?'],
      [ann, 'Second drawer, left, below the oscilloscope.'],
      [cem, 'Found it, thank you! 🙂'],
      [cem, 'Then I set up the camera:\n– exposure 20 ms\n– one frame a second'],
      [bob, 'Perfect. See you in ten minutes.'],
      [ann, 'Coffee is ready.'],
      [bob, 'Then I hurry.'],
      [cem, 'The camera runs, the first pictures are sharp.'],
      [ann, 'Wonderful. We measure at 9:15, and again when the room is warmer.'],
      [bob, 'I am at the door.'],
    ] as const
    for (const [who, text] of talk) {
      if ('page' in who) await say(who.page, text)
      else who.type({ say: text })
      await seeMessage(ann.page, text.split('\n')[0] ?? text)
    }
    await expectNoSideways(ann.page)
    await ann.page.mouse.move(0, 0)
    await picture(ann.page, `readme-${colorScheme}`)
  })

  test.each([480, 1440])('the dialogs hold at %i px', async (width) => {
    const { page } = await launchApp({ size: { width, height: 800 }, colorScheme })
    await page.getByRole('button', { name: 'Host a room' }).first().click()
    await see(page.getByRole('dialog', { name: 'Host a room' }))
    await expectNoSideways(page)
    await picture(page, `host-${width}-${colorScheme}`)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Join a room' }).first().click()
    await see(page.getByRole('dialog', { name: 'Join a room' }))
    await expectNoSideways(page)
    await picture(page, `join-${width}-${colorScheme}`)
  })
})

test('the layout holds while a window is made narrow and wide again', async () => {
  const app = await launchApp({ size: { width: 1440, height: 900 } })
  const address = await host(app.page)
  const other = await launchApp()
  await joinRoom(other.page, address)
  await say(other.page, 'hello '.repeat(200))
  await seeMessage(app.page, 'hello hello')
  for (const width of [1000, 720, 719, 480, 360, 2560]) {
    await app.resize(width, 800)
    await expectNoSideways(app.page)
    await see(composer(app.page))
  }
})
