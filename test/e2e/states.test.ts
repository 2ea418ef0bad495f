/**
 * States that a real room passes through too quickly to look at, or only with a full disk: drawn
 * against a fake, kept as pictures in artifacts/. The looking is done by people.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoSideways, see } from '../support/people.ts'
import { root } from '../support/terminal.ts'
import { openStage, type Stage } from './gallery/stage.ts'

const folder = join(root, 'artifacts/screenshots')
let stage: Stage

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  stage = await openStage()
})

afterAll(() => stage.close())

const STATES = [
  ['interrupted', 'interrupted', [/Trying again in \d+ s/, /Waits for the connection/]],
  ['trying again', 'trying', [/Trying again/]],
  ['catching up', 'catchingUp', [/Catching up: 1,234 messages/]],
  [
    'pending and failed',
    'unsent',
    [/could not store this message/, /disk of this computer is full/],
  ],
] as const
/** Before there is a room to show. */
const STARTS = [
  ['opening', [/Opening your rooms/]],
  ['asking', [/key store…/, /may ask you/]],
  ['sealed', [/cannot be opened/, /identity\.json/]],
  ['locked', [/cannot start/, /in use by another program/]],
] as const
const LOOKS = [
  { width: 480, height: 800, dark: true },
  { width: 1440, height: 860, dark: false },
] as const

test.each(STATES.flatMap((state) => LOOKS.map((look) => [...state, look] as const)))(
  '%s says what it is, and nothing sticks out (%#)',
  async (name, scene, words, look) => {
    const page = await stage.open({ scene, ...look })
    for (const word of words) await see(page.getByText(word))
    await page.locator('[data-placed=false]').waitFor({ state: 'detached' })
    await expectNoSideways(page)
    // The end of the conversation is in sight, however tall what waits there is.
    const below = () =>
      page
        .getByRole('log', { name: 'Conversation' })
        .evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
    await expect.poll(below).toBeLessThan(8)
    const file = `state-${name.replaceAll(' ', '-')}-${look.width}-${look.dark ? 'dark' : 'light'}.png`
    await page.screenshot({ path: join(folder, file), animations: 'disabled' })
    await page.context().close()
    expect(stage.complaints).toEqual([])
  },
)

test.each(STARTS.flatMap((state) => LOOKS.map((look) => [...state, look] as const)))(
  'a start that is %s says so, and nothing sticks out (%#)',
  async (scene, words, look) => {
    const page = await stage.open({ scene, ...look })
    for (const word of words) await see(page.getByText(word))
    await expectNoSideways(page)
    const file = `start-${scene}-${look.width}-${look.dark ? 'dark' : 'light'}.png`
    await page.screenshot({ path: join(folder, file), animations: 'disabled' })
    await page.context().close()
    expect(stage.complaints).toEqual([])
  },
)
