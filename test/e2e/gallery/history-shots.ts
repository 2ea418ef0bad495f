/** Pictures of what forgets nothing: cuts and returns, past rooms, search, export, deletion. */
import type { Page } from 'playwright-core'
import { initialRoom, press, type Shot } from './shot.ts'

const find = async (page: Page, text: string) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search messages' }).fill(text)
}
const menu = async (page: Page, item: string) => {
  await press(page, 'Room menu')
  await page.getByRole('menuitem', { name: item }).click()
}

export const historyShots: Readonly<Record<string, Shot>> = {
  interrupted: { scene: 'interrupted' },
  trying: { scene: 'trying' },
  'catching-up': { scene: 'catchingUp' },
  unsent: { scene: 'unsent' },
  away: {
    scene: 'away',
    act: async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 1000) await press(page, 'People')
    },
  },
  past: { scene: 'onlyPast' },
  'own-ended': { scene: 'ownEnded', act: (page) => initialRoom(page, 'Field lab') },
  'read-only': { scene: 'ownEnded', act: (page) => initialRoom(page, 'Reading room') },
  search: {
    scene: 'long',
    act: async (page) => {
      await find(page, 'centrifuge')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('ArrowDown')
    },
  },
  'search-many': {
    scene: 'long',
    act: async (page) => {
      await find(page, 'line 3')
      await page.getByRole('option').first().waitFor()
      await page.getByLabel('Only in this room').click()
    },
  },
  'search-nothing': {
    scene: 'long',
    act: async (page) => {
      await find(page, 'left-handed spanner')
      await page.getByText('Nothing found').waitFor()
    },
  },
  jumped: {
    scene: 'long',
    act: async (page) => {
      await find(page, 'line 321')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('Enter')
      await page.locator('[data-spot=true]').waitFor()
      await page.evaluate(() => window.fake.hear('lab', 'Bob', ['One more.', 'And another.']))
    },
  },
  delete: { scene: 'lab', act: (page) => menu(page, 'Delete…') },
  'delete-own': {
    scene: 'ownEnded',
    act: async (page) => {
      await initialRoom(page, 'Field lab')
      await press(page, 'Delete…')
    },
  },
  'room-menu': { scene: 'lab', act: (page) => press(page, 'Room menu') },
  export: { scene: 'lab', act: (page) => menu(page, 'Export…') },
  exported: {
    scene: 'long',
    act: async (page) => {
      await menu(page, 'Export…')
      await page.getByLabel('Markdown').click()
      await press(page, 'Save as…')
      await page.getByText('saved as').waitFor()
    },
  },
  'export-failed': {
    scene: 'lab',
    act: async (page) => {
      await page.evaluate(() => {
        const details = { file: 'Lab.txt', cause: 'no space left on device' }
        window.fake.failures.exportRoom = ['export_failed', details]
      })
      await menu(page, 'Export…')
      await press(page, 'Save as…')
      await page.getByRole('alert').waitFor()
    },
  },
  'older-away': {
    scene: 'cutOff',
    act: async (page) => {
      await page.evaluate(() => {
        window.fake.failures.history = ['connection_lost', {}]
      })
      const log = page.getByRole('log')
      await log.hover()
      await page.mouse.wheel(0, -20_000)
      await page.getByText('Older messages are with the host').waitFor()
      await page.mouse.wheel(0, -20_000)
    },
  },
}
