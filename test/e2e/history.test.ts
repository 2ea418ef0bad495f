/** What outlasts a connection and a start: past rooms, the search, what waits, what is deleted. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import {
  composer,
  expectNoSideways,
  gone,
  host,
  joinRoom,
  messages,
  say,
  see,
  seeMessage,
  texts,
} from '../support/people.ts'
import { root, runHost, runJoin } from '../support/terminal.ts'

const folder = join(root, 'artifacts/screenshots')
mkdirSync(folder, { recursive: true })

async function picture(page: Page, name: string): Promise<void> {
  await page.locator('[data-placed=false]').waitFor({ state: 'detached' })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

const phase = (page: Page, wanted: string) =>
  see(page.locator(`[data-testid=string][data-phase=${wanted}]`))
const search = (page: Page) => page.getByRole('combobox', { name: 'Search messages' })

test('a past room is there after a restart, to read without a connection', async () => {
  const dataDir = temporaryFolder()
  await using ann = await runHost()
  const first = await launchApp({ dataDir })
  await joinRoom(first.page, ann.address)
  await say(first.page, 'to be read tomorrow')
  await seeMessage(first.page, 'to be read tomorrow')
  await first.page.getByRole('button', { name: 'Leave room' }).click()
  await see(first.page.getByRole('button', { name: 'Join again' }))
  await composer(first.page).fill('half a thought')
  await first.page.getByRole('textbox', { name: 'Message' }).blur()
  await first.close()
  ann.type({ leave: true })
  await ann.exit
  const second = await launchApp({ dataDir })
  await seeMessage(second.page, 'to be read tomorrow')
  expect(await composer(second.page).inputValue()).toBe('half a thought')
  await picture(second.page, 'past-room-1080-light')
})

test('the room of a program that was killed is entered again, and what it had not sent goes out', async () => {
  const [annDir, bobDir] = [temporaryFolder(), temporaryFolder()]
  const ann = await launchApp({ dataDir: annDir })
  const address = await host(ann.page)
  const bob = await launchApp({ dataDir: bobDir })
  await joinRoom(bob.page, address)
  await say(bob.page, 'sent')
  await seeMessage(ann.page, 'sent')
  await ann.kill()
  await phase(bob.page, 'interrupted')
  await say(bob.page, 'said into the silence')
  await see(messages(bob.page).filter({ hasText: 'Waits for the connection' }))
  await picture(bob.page, 'interrupted-1080-light')
  await bob.kill()
  const bobAgain = await launchApp({ dataDir: bobDir })
  await see(bobAgain.page.locator('[data-testid=message][data-state=pending]'))
  const annAgain = await launchApp({ dataDir: annDir })
  for (const { page } of [annAgain, bobAgain]) {
    await seeMessage(page, 'said into the silence')
    expect(await texts(page).allInnerTexts()).toEqual(['sent', 'said into the silence'])
  }
  await phase(bobAgain.page, 'live')
})

test('an interrupted window counts down, tries at a click, and looks calm, narrow and dark as well', async () => {
  const ann = await launchApp()
  const address = await host(ann.page)
  const bob = await launchApp({ size: { width: 480, height: 800 }, colorScheme: 'dark' })
  await joinRoom(bob.page, address)
  await ann.kill()
  await phase(bob.page, 'interrupted')
  await see(bob.page.getByText(/Trying again in \d+ s/))
  await expectNoSideways(bob.page)
  await picture(bob.page, 'interrupted-480-dark')
  // Nobody is there: the try that was asked for fails, and the next one is waited for.
  await bob.page.getByRole('button', { name: 'Try now' }).click()
  await see(bob.page.getByText(/Trying again in \d+ s/))
  await bob.page.getByRole('button', { name: 'Leave room' }).click()
  await phase(bob.page, 'ended')
})

test('who comes late sees the latest, and older ones on scrolling up', async () => {
  await using ann = await runHost()
  ann.type(...Array.from({ length: 450 }, (_, n) => ({ say: `message ${n + 1}` })))
  await ann.until(() => ann.of('sent').length === 450)
  const bob = await launchApp()
  await joinRoom(bob.page, ann.address)
  await seeMessage(bob.page, 'message 450')
  const scroller = bob.page.getByRole('log', { name: 'Conversation' })
  const first = bob.page.locator('[data-testid=message][data-seq="1"]')
  await expect
    .poll(async () => {
      await scroller.evaluate((element) => element.scrollTo({ top: 0 }))
      return first.count()
    })
    .toBe(1)
  await see(first)
})

test('a search finds what was said in any room, jumps there, and comes back to the latest', async () => {
  await using ann = await runHost()
  ann.type(
    { say: 'the quick brown fox lives at the pond' },
    ...Array.from({ length: 400 }, (_, n) => ({ say: `filler ${n}` })),
  )
  await ann.until(() => ann.of('sent').length === 401)
  const bob = await launchApp()
  await joinRoom(bob.page, ann.address)
  const log = bob.page.getByRole('log', { name: 'Conversation' })
  const fox = bob.page.locator('[data-testid=message][data-seq="1"]')
  await expect
    .poll(async () => {
      await log.evaluate((element) => element.scrollTo({ top: 0 }))
      return fox.count()
    })
    .toBe(1)
  await bob.page.reload()
  await seeMessage(bob.page, 'filler 399')
  await search(bob.page).fill('brown fo')
  const hit = bob.page.getByRole('option').filter({ hasText: 'quick brown fox' })
  await see(hit)
  expect(await hit.locator('mark').allInnerTexts()).toEqual(['brown', 'fo'])
  await picture(bob.page, 'search-1080-light')
  await search(bob.page).press('ArrowDown')
  await search(bob.page).press('Enter')
  await see(bob.page.locator('[data-testid=message][data-seq="1"]'))
  await picture(bob.page, 'jumped-1080-light')
  ann.type({ say: 'meanwhile' })
  await ann.until(() => ann.of('sent').length === 402)
  await bob.page.getByRole('button', { name: /Jump to latest/ }).click()
  await seeMessage(bob.page, 'meanwhile')
  await search(bob.page).fill('nothing like it')
  await see(bob.page.getByText('Nothing found for “nothing like it”'))
})

test('a room is saved to a file that can be read, and deleted for good', async () => {
  const [saves, dataDir] = [temporaryFolder(), temporaryFolder()]
  await using ann = await runHost()
  const { page } = await launchApp({ saves, dataDir })
  await joinRoom(page, ann.address)
  await say(page, 'worth keeping')
  await seeMessage(page, 'worth keeping')
  await page.getByRole('button', { name: 'Room menu' }).click()
  await page.getByRole('menuitem', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog', { name: /Export/ })
  await dialog.getByRole('radio', { name: 'Markdown' }).check()
  await picture(page, 'export-1080-light')
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await see(dialog.getByRole('status').filter({ hasText: '1 message' }))
  expect(readFileSync(join(saves, 'Lab.md'), 'utf8')).toContain('worth keeping')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Room menu' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  const sure = page.getByRole('alertdialog')
  await picture(page, 'delete-1080-light')
  await sure.getByRole('button', { name: 'Delete', exact: true }).click()
  await gone(sure)
  await ann.until(() => ann.of('member').some(({ change }) => change === 'left'))
  await gone(messages(page).first())
  await see(page.getByRole('button', { name: `Join Lab at ${ann.address}` }))
})

test('a closed room of one’s own opens again where it was, and newcomers see what they may', async () => {
  const app = await launchApp()
  const { page } = app
  const address = await host(page)
  await say(page, 'only for those who were here')
  await seeMessage(page, 'only for those who were here')
  await page.getByRole('button', { name: 'Close room' }).click()
  await page.getByRole('button', { name: 'Close for everybody' }).click()
  await page.getByRole('button', { name: 'Open again' }).click()
  await phase(page, 'live')
  await page.getByRole('button', { name: 'Room settings' }).click()
  await page.getByLabel('New people see').selectOption('none')
  await page.keyboard.press('Escape')
  await using bob = await runJoin(address, 'Bob', '--from', '1')
  await say(page, 'for everybody')
  await bob.until(() => bob.of('message').length === 1)
  expect(bob.of('message')).toMatchObject([{ seq: 2, text: 'for everybody' }])
})

test('a damaged file is set aside, and the app starts with a warning', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, 'messages.db'), 'this is no database'.repeat(1000))
  const { page } = await launchApp({ dataDir })
  await see(page.getByText(/The file with Tincan’s messages was damaged/))
  await picture(page, 'damaged-1080-light')
  expect(readdirSync(dataDir)).toContain('messages.db.damaged-1')
  const address = await host(page)
  await using bob = await runJoin(address, 'Bob')
  bob.type({ say: 'it goes on' })
  await seeMessage(page, 'it goes on')
})

test('a file of a newer version is left as it is, and the window says why it does not start', async () => {
  const dataDir = temporaryFolder()
  const first = await launchApp({ dataDir })
  await first.close()
  const file = join(dataDir, 'messages.db')
  const { DatabaseSync } = await import('node:sqlite')
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 999')
  newer.close()
  const before = readFileSync(file)
  const { page, close } = await launchApp({ dataDir })
  await see(page.getByRole('heading', { name: 'Tincan cannot start' }))
  await see(page.getByText(/written by a newer version/))
  expect(await close()).toBe(0)
  expect(readFileSync(file).equals(before)).toBe(true)
})
