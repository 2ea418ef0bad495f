/** What a person does in a window, by the names that a screen reader says. For end-to-end specs. */

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { callVerb, freePort } from './verbs.ts'

/** The playwright-core way to wait for a state of the page: its own timeout is the net. */
export async function see(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'visible' })
}

export async function gone(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'detached' })
}

export const messages = (page: Page) => page.getByTestId('message')
export const texts = (page: Page) => messages(page).getByTestId('text')
export const notices = (page: Page) => page.getByTestId('notice')
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
export const people = (page: Page) => page.getByLabel('People', { exact: true })

export interface RoomChoice {
  readonly ip?: string
  readonly port?: number
  readonly room?: string
  readonly name?: string
  /** Left out: a room without a password. */
  readonly password?: string
  readonly approving?: boolean
}

/** Hosts a room through the dialog; answers its address. */
export async function host(page: Page, choice: RoomChoice = {}): Promise<string> {
  const { ip = '127.0.0.1', room = 'Lab', name = 'Ann', password, approving = false } = choice
  await page.getByRole('button', { name: 'Host a room' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Listen on').fill(ip)
  await dialog.getByLabel('Port').fill(String(choice.port ?? (await freePort())))
  await dialog.getByLabel('Room name').fill(room)
  await dialog.getByLabel('Your name').fill(name)
  await dialog.getByLabel('Ask for a password').setChecked(password !== undefined)
  if (password !== undefined) await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
  await dialog.getByLabel('Ask me about each newcomer').setChecked(approving)
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  await gone(dialog)
  const copy = page.getByRole('button', { name: /^Copy \S+:\d+$/ })
  await see(copy)
  return ((await copy.first().getAttribute('aria-label')) ?? '').replace(/^Copy /, '')
}

/** The link that the room's window shows. */
export async function inviteOf(page: Page): Promise<string> {
  const answer = await callVerb(page, 'snapshot')
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.rooms.find((room) => room.hosting !== null)?.hosting?.invite ?? ''
}

/** Fills the Join dialog and presses Join; the outcome is the caller's to look at. */
export async function tryToJoin(page: Page, address: string, name = 'Bob'): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'Join a room' })
  if (!(await dialog.isVisible()))
    await page.getByRole('button', { name: 'Join a room' }).first().click()
  await dialog.getByLabel('Address').fill(address)
  await dialog.getByLabel('Your name').fill(name)
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
  return dialog
}

/** Joins; at a first contact by address, trusts the key that is shown. */
export async function joinRoom(page: Page, address: string, name = 'Bob'): Promise<void> {
  const dialog = await tryToJoin(page, address, name)
  const trust = dialog.getByRole('button', { name: 'Trust and join' })
  const asked = trust.waitFor({ state: 'visible' }).then(
    () => trust.click(),
    () => {},
  )
  await Promise.race([asked, gone(dialog)])
  await gone(dialog)
  await see(composer(page))
}

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Waits until a message with this text is in the window, confirmed. */
export async function seeMessage(page: Page, text: string): Promise<void> {
  await see(page.locator('[data-testid=message][data-state=sent]').filter({ hasText: text }))
}

/** Nothing sticks out at the side, once the page has taken the size that it was just given. */
export async function expectNoSideways(page: Page): Promise<void> {
  const tooWide = () =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await expect.poll(tooWide).toBeLessThanOrEqual(0)
}
