/** One picture: what the window begins with, and what a person does before it is taken. */
import type { Page } from 'playwright-core'

export interface Shot {
  readonly scene: string
  readonly act?: (page: Page) => Promise<void>
}

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()
