/** One picture: what the window begins with, and what a person does before it is taken. */
import type { Page } from 'playwright-core'

export interface Shot {
  readonly scene: string
  readonly act?: (page: Page) => Promise<void>
}

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

/** Brings a room to the front, out of the list, which a narrow window may have behind it. */
export async function initialRoom(page: Page, name: string): Promise<void> {
  const back = page.getByRole('button', { name: 'Back to rooms' })
  if (await back.isVisible()) await back.click()
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name }).click()
}
