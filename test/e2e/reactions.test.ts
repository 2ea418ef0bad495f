/** Reactions: added and taken back by mouse and keyboard, seen by everybody, and still there later. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import {
  composer,
  gone,
  host,
  joinRoom,
  messages,
  say,
  see,
  seeMessage,
} from '../support/people.ts'
import { runJoin } from '../support/terminal.ts'

const messageOf = (page: Page, text: string): Locator => messages(page).filter({ hasText: text })
const counts = (page: Page, text: string): Locator =>
  messageOf(page, text).getByTestId('reactions').getByRole('button')

async function add(page: Page, text: string, emoji: string): Promise<void> {
  await messageOf(page, text).hover()
  await messageOf(page, text).getByRole('button', { name: 'Add a reaction' }).click()
  await page.getByRole('dialog', { name: 'Reactions' }).getByRole('button', { name: emoji }).click()
}

test('a reaction is added and taken back with the mouse, counted for all, and still there after a restart', async () => {
  const dataDir = temporaryFolder()
  const [ann, bob] = await Promise.all([
    launchApp({ profile: 'ann' }),
    launchApp({ profile: 'bob', dataDir }),
  ])
  const address = await host(ann.page)
  await joinRoom(bob.page, address)
  await say(ann.page, 'Who is coming?')
  await seeMessage(bob.page, 'Who is coming?')

  await add(bob.page, 'Who is coming?', '👍')
  for (const page of [ann.page, bob.page]) {
    await see(counts(page, 'Who').filter({ hasText: '👍1' }))
  }
  expect(await counts(bob.page, 'Who').getAttribute('aria-pressed')).toBe('true')
  expect(await counts(ann.page, 'Who').getAttribute('aria-pressed')).toBe('false')

  await counts(ann.page, 'Who').click()
  for (const page of [ann.page, bob.page]) {
    await see(counts(page, 'Who').filter({ hasText: '👍2' }))
  }
  expect(await counts(ann.page, 'Who').getAttribute('aria-label')).toBe(
    '👍, Bob and Ann. Take yours back',
  )

  await counts(bob.page, 'Who').click()
  for (const page of [ann.page, bob.page]) {
    await see(counts(page, 'Who').filter({ hasText: '👍1' }))
  }
  // A terminal says it by its generic command, and is told of it in its turn.
  await using cem = await runJoin(address, 'Cem')
  cem.type({ post: { kind: 'reaction', on: 1, body: { emoji: '🎉' } }, cid: 'party' })
  await cem.until(() => cem.of('posted').some(({ cid }) => cid === 'party'))
  await see(counts(bob.page, 'Who').filter({ hasText: '🎉1' }))

  await bob.close()
  const again = await launchApp({ profile: 'bob', dataDir })
  await see(counts(again.page, 'Who').filter({ hasText: '👍1' }))
  await see(counts(again.page, 'Who').filter({ hasText: '🎉1' }))
})

test('with the keyboard: arrows walk to the message, Tab to its buttons', async () => {
  const { page } = await launchApp()
  await host(page)
  await say(page, 'one')
  await say(page, 'two')
  await seeMessage(page, 'two')
  await page.getByRole('log').focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('one')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await see(page.getByRole('dialog', { name: 'Reactions' }))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await see(counts(page, 'one').filter({ hasText: '❤️1' }))
  // The focus is back at the message’s button: what was added is reached with Shift+Tab.
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Space')
  await gone(counts(page, 'one'))
})

test('any emoji can be typed, and nothing else', async () => {
  const { page } = await launchApp()
  await host(page)
  await say(page, 'one')
  await seeMessage(page, 'one')
  await messageOf(page, 'one').hover()
  await messageOf(page, 'one').getByRole('button', { name: 'Add a reaction' }).click()
  const other = page.getByRole('textbox', { name: 'Another emoji' })
  await other.fill('words')
  await see(other)
  await other.fill('🦔')
  await see(counts(page, 'one').filter({ hasText: '🦔1' }))
  expect(await counts(page, 'one').count()).toBe(1)
  expect(await page.locator('[data-state=failed]').count()).toBe(0)
})

test('a row that grows above, in or below the view moves nothing that is read', async () => {
  const { page } = await launchApp()
  const address = await host(page)
  for (let n = 1; n <= 60; n += 1) await say(page, `line ${n}`)
  await seeMessage(page, 'line 60')
  await using cem = await runJoin(address, 'Cem')
  let at = 0
  const react = async (on: number, emoji: string) => {
    at += 1
    cem.type({ post: { kind: 'reaction', on, body: { emoji } }, cid: `r-${on}-${at}` })
    await cem.until(() => cem.of('posted').some(({ cid }) => cid === `r-${on}-${at}`))
  }
  // At the end it stays at the end, also when the last row grows.
  await react(60, '👍')
  await see(counts(page, 'line 60'))
  const atEnd = () =>
    page.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
  await expect.poll(atEnd).toBeLessThan(2)

  // In the middle, what is read stays where it is.
  await page.getByRole('log').hover()
  await page.mouse.wheel(0, -700)
  await expect.poll(atEnd).toBeGreaterThan(600)
  const middle = await page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('[data-testid=message]')]
    const log = document.querySelector('[role=log]')?.getBoundingClientRect()
    const seen = shown.filter((row) => row.getBoundingClientRect().top > (log?.top ?? 0) + 80)
    return { seq: Number(seen[0]?.dataset.seq), first: Number(shown[0]?.dataset.seq) }
  })
  const placeOf = (seq: number) =>
    page.locator(`[data-seq="${seq}"]`).evaluate((row) => row.getBoundingClientRect().top)
  const before = await placeOf(middle.seq)
  await react(middle.first, '🎉')
  await see(page.locator(`[data-seq="${middle.first}"]`).getByTestId('reactions'))
  await expect.poll(async () => Math.abs((await placeOf(middle.seq)) - before)).toBeLessThan(2)
  await react(middle.seq + 1, '🎉')
  await see(page.locator(`[data-seq="${middle.seq + 1}"]`).getByTestId('reactions'))
  await expect.poll(async () => Math.abs((await placeOf(middle.seq)) - before)).toBeLessThan(2)
  await react(1, '🎉')
  await react(59, '🎉')
  await expect.poll(async () => Math.abs((await placeOf(middle.seq)) - before)).toBeLessThan(2)
  await see(composer(page))
})
