/** The search field by its keys, against a fake main process with a long past. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composer, gone, see } from '../support/people.ts'
import { openStage, type Stage } from './gallery/stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})

afterAll(async () => {
  expect(stage.complaints).toEqual([])
  await stage.close()
})

const field = (page: Page) => page.getByRole('combobox', { name: 'Search messages' })
const options = (page: Page) => page.getByRole('option')
const selected = (page: Page) =>
  options(page).evaluateAll((all) => all.findIndex((one) => one.ariaSelected === 'true'))
const active = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('role'))

/** The index that the field tells a screen reader of. */
const told = (page: Page) =>
  field(page).evaluate((input) => {
    const id = input.getAttribute('aria-activedescendant')
    const list = document.getElementById(input.getAttribute('aria-controls') ?? '')
    return [...(list?.querySelectorAll('[role=option]') ?? [])].findIndex((one) => one.id === id)
  })

async function open(text: string): Promise<Page> {
  const page = await stage.open({ scene: 'long', width: 1440, height: 860, dark: false })
  await page.keyboard.press('Control+k')
  await field(page).fill(text)
  await see(options(page).first())
  return page
}

test('arrows walk the hits and stop at the ends; Home and End stay in the text', async () => {
  const page = await open('line 3')
  const count = await options(page).count()
  expect(await field(page).getAttribute('aria-expanded')).toBe('true')
  await field(page).press('ArrowUp')
  expect([await selected(page), await told(page)]).toEqual([0, 0])
  await field(page).press('ArrowDown')
  await field(page).press('ArrowDown')
  expect([await selected(page), await told(page)]).toEqual([2, 2])
  await field(page).press('Home')
  await field(page).press('PageDown')
  await field(page).press('Alt+ArrowDown')
  expect(await selected(page)).toBe(2)
  expect(await field(page).evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(0)
  for (let n = 0; n < count; n += 1) await field(page).press('ArrowDown')
  // The next ones are asked for at the end of the first.
  await expect.poll(() => options(page).count()).toBeGreaterThan(count)
  expect(await selected(page)).toBeGreaterThanOrEqual(count - 1)
  await page.context().close()
})

test('Escape ends the search and gives back the focus', async () => {
  const page = await open('line 3')
  await field(page).press('Escape')
  await gone(options(page).first())
  expect(await field(page).inputValue()).toBe('')
  expect(await composer(page).evaluate((box) => box === document.activeElement)).toBe(true)
  await page.context().close()
})

test('hits that come while somebody writes elsewhere leave the focus there', async () => {
  const page = await stage.open({ scene: 'long', width: 1440, height: 860, dark: false })
  await page.evaluate(async () => {
    const { api } = window.fake
    const answer = await api.search({ text: 'line 3', roomId: null, next: null })
    const gate = Promise.withResolvers<void>()
    Object.assign(window, { openGate: gate.resolve })
    Object.assign(api, { search: () => gate.promise.then(() => answer) })
  })
  await field(page).fill('line 3')
  await composer(page).focus()
  await page.evaluate(() => (window as unknown as { openGate(): void }).openGate())
  await see(options(page).first())
  await page.keyboard.type('still here')
  expect(await composer(page).inputValue()).toBe('still here')
  expect(await active(page)).not.toBe('combobox')
  // Back in the field, the list is its own again.
  await field(page).focus()
  expect(await field(page).getAttribute('aria-expanded')).toBe('true')
  await page.context().close()
})

test('a click opens a hit, and so does Enter', async () => {
  const page = await open('line 3')
  await options(page).nth(1).click()
  expect(await selected(page)).toBe(1)
  await see(page.locator('[data-spot=true]'))
  await field(page).focus()
  await field(page).press('ArrowDown')
  await field(page).press('Enter')
  expect(await selected(page)).toBe(2)
  await expect.poll(() => active(page)).not.toBe('combobox')
  await page.context().close()
})
