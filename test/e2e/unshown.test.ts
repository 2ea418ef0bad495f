/**
 * What cannot be drawn: drawn against a fake main process that breaks the contract, as no real
 * one should. A quiet line stands in its place, the rest lives on, and the log file is told.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UnixMs } from '../../shared/domain/time.ts'
import {
  composer,
  expectNoSideways,
  gone,
  messages,
  people,
  say,
  see,
  seeMessage,
} from '../support/people.ts'
import { root } from '../support/terminal.ts'
import { openStage, type Stage } from './gallery/stage.ts'

const folder = join(root, 'artifacts/screenshots')
let stage: Stage

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  stage = await openStage()
})

afterAll(async () => {
  // What is caught is told to the log, and nothing is left over for the console.
  expect(stage.complaints).toEqual([])
  await stage.close()
})

const unshown = (page: Page) => page.getByTestId('unshown')
const wide = { width: 1440, height: 860, dark: false }
const narrow = { width: 480, height: 800, dark: true }
const lab = { scene: 'lab', ...wide }

async function picture(page: Page, name: string): Promise<void> {
  await page.locator('[data-placed=false]').waitFor({ state: 'detached' })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

/** What the log was told, as `where: error`. */
const told = (page: Page) =>
  page.evaluate(() =>
    window.fake.calls
      .filter(({ verb }) => verb === 'tellFault')
      .map(({ request }) => {
        const { where, error } = request as { where: string; error: string }
        return `${where}: ${error}`
      }),
  )

/** Somebody without a key says something: their picture cannot be drawn. */
const sayWithoutKey = (page: Page) =>
  page.evaluate(async () => {
    const answer = await window.fake.api.snapshot()
    const last = answer.ok ? answer.value.rooms.find(({ id }) => id === 'lab')?.last : undefined
    const at = (last ?? 0) + 1
    const author = { id: '?' as never, name: 'Nobody' }
    const time = Date.now() as UnixMs
    const rest = { cid: `odd-${at}`, mine: false, text: 'without a key', withdrawn: false, time }
    const entry = { kind: 'message', at, seq: at, author, shown: {}, folded: at, ...rest } as const
    const stretch = { from: at, to: at, entries: [entry] }
    window.fake.push([{ type: 'entries', roomId: 'lab', stretch }])
  })

/** Changes what is known of a room into something that the contract does not allow. */
const change = (page: Page, roomId: string, odd: object) =>
  page.evaluate(
    async ([id, more]) => {
      const answer = await window.fake.api.snapshot()
      const room = answer.ok ? answer.value.rooms.find((one) => one.id === id) : undefined
      if (room === undefined) throw new Error('there is no such room')
      window.fake.push([{ type: 'room', room: { ...room, ...(more as object) } }])
    },
    [roomId, odd] as const,
  )

const goOn = async (page: Page, text: string) => {
  await say(page, text)
  await seeMessage(page, text)
}

describe.each([
  ['wide', wide],
  ['narrow', narrow],
])('%s', (size, look) => {
  test('a message that cannot be drawn is a quiet line, and all around it lives', async () => {
    const page = await stage.open({ scene: 'lab', ...look })
    await see(messages(page))
    await sayWithoutKey(page)
    await see(unshown(page))
    expect(await unshown(page).innerText()).toBe('This message cannot be shown.')
    await goOn(page, 'and I go on')
    await page.evaluate(() => window.fake.hear('lab', 'Bob', ['so do I']))
    await seeMessage(page, 'so do I')
    expect(await unshown(page).count()).toBe(1)
    await expectNoSideways(page)
    await picture(page, `unshown-message-${size}`)
    expect(await told(page)).toEqual(['message: InvalidCharacterError'])
    await page.context().close()
  })

  test('a room that cannot be drawn leaves the others, and comes back when it can', async () => {
    const page = await stage.open({ scene: 'lab', ...look })
    await see(composer(page))
    const members = await page.evaluate(async () => {
      const answer = await window.fake.api.snapshot()
      window.fake.push([{ type: 'members', roomId: 'lab', members: null as never }])
      return answer.ok ? (answer.value.rooms.find(({ id }) => id === 'lab')?.members ?? []) : []
    })
    await see(unshown(page))
    expect(await unshown(page).innerText()).toMatch(/^This room cannot be shown\.\s+Try again/)
    await expectNoSideways(page)
    await picture(page, `unshown-room-${size}`)
    // In a narrow window the others are behind it.
    const back = page.getByRole('button', { name: 'Back to rooms' })
    expect(await back.isVisible()).toBe(size === 'narrow')
    if (size === 'narrow') await back.click()
    const list = page.getByRole('navigation', { name: 'Rooms' })
    await list.getByText('Boat crew').click()
    await goOn(page, 'hello, boat')
    if (size === 'narrow') await back.click()
    await list.getByText('Lab').click()
    await see(unshown(page))
    // Nothing has changed, so nothing comes of it.
    await page.getByRole('button', { name: 'Try again' }).click()
    await see(unshown(page))
    await page.evaluate(
      (all) => window.fake.push([{ type: 'members', roomId: 'lab', members: all }]),
      members,
    )
    await gone(unshown(page))
    await goOn(page, 'here again')
    expect(await told(page)).toEqual(['room: TypeError'])
    await page.context().close()
  })

  test('a window that cannot be drawn can be loaded again', async () => {
    const page = await stage.open({ scene: 'lab', ...look })
    await see(composer(page))
    await page.evaluate(async () => {
      const answer = await window.fake.api.snapshot()
      const room = answer.ok ? answer.value.rooms.find(({ id }) => id === 'lab') : undefined
      // The title of the window is made of it.
      const name = { toString: () => JSON.parse('no name') } as unknown as string
      if (room !== undefined) window.fake.push([{ type: 'room', room: { ...room, name } }])
    })
    await see(unshown(page))
    expect(await unshown(page).innerText()).toMatch(/^This window cannot be shown\. Your rooms/)
    expect(await told(page)).toEqual(['window: SyntaxError'])
    await picture(page, `unshown-window-${size}`)
    await page.getByRole('button', { name: 'Load the window again' }).click()
    await see(composer(page))
    await goOn(page, 'here again')
    await page.context().close()
  })

  test('a dialog that cannot be drawn can be closed, and others open', async () => {
    const page = await stage.open({ scene: 'recents', ...look })
    await page.evaluate(() => {
      const broken = async () => ({ ok: true, value: { addresses: null, choice: null } })
      Object.assign(window.fake.api, { hostOptions: broken })
    })
    await page.getByRole('button', { name: 'Host a room' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Something went wrong' })
    await see(dialog)
    expect(await unshown(page).innerText()).toBe('This dialog cannot be shown.')
    await picture(page, `unshown-dialog-${size}`)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await gone(dialog)
    await page.getByRole('button', { name: 'Join a room' }).first().click()
    await see(page.getByRole('dialog', { name: 'Join a room' }))
    expect(await told(page)).toEqual(['dialog: TypeError'])
    await page.context().close()
  })
})

test('what could not be drawn is gone with its room, and another room is as ever', async () => {
  const page = await stage.open(lab)
  await sayWithoutKey(page)
  await see(unshown(page))
  await page.getByRole('navigation', { name: 'Rooms' }).getByText('Boat crew').click()
  await gone(unshown(page))
  await goOn(page, 'hello, boat')
  await page.context().close()
})

const noPeople = (page: Page) =>
  page.evaluate(async () => {
    const answer = await window.fake.api.snapshot()
    const room = answer.ok ? answer.value.rooms.find(({ id }) => id === 'lab') : undefined
    const members = Object.assign([...(room?.members ?? [])], { toSorted: null })
    window.fake.push([{ type: 'members', roomId: 'lab', members }])
  })

test('people that cannot be listed can be hidden where they lie over the conversation', async () => {
  const page = await stage.open({ scene: 'lab', ...narrow })
  await page.getByRole('button', { name: 'People' }).click()
  await noPeople(page)
  await see(unshown(page))
  await expectNoSideways(page)
  await picture(page, 'unshown-people-narrow')
  await page.getByRole('button', { name: 'Hide people' }).click()
  await gone(unshown(page))
  await goOn(page, 'who is here?')
  await page.context().close()
})

test('people that cannot be listed leave the conversation', async () => {
  const page = await stage.open(lab)
  await see(people(page))
  await noPeople(page)
  await see(unshown(page))
  expect(await unshown(page).innerText()).toContain('This list of people cannot be shown.')
  await goOn(page, 'who is here?')
  await picture(page, 'unshown-people-wide')
  await page.context().close()
})

test('a conversation that cannot be drawn leaves its header and where one writes', async () => {
  const page = await stage.open({ ...wide, scene: 'recents' })
  await page.getByRole('button', { name: 'Host a room' }).first().click()
  await page.getByRole('button', { name: 'Host', exact: true }).click()
  await see(composer(page))
  await change(page, 'hosted', { hostKey: '?' })
  await see(unshown(page))
  expect(await unshown(page).innerText()).toContain('This conversation cannot be shown.')
  await composer(page).fill('still here')
  await see(page.getByRole('button', { name: 'Close room' }))
  await picture(page, 'unshown-conversation-wide')
  await page.context().close()
})

test('a person, a room of the list, a hit and a known host that cannot be drawn hide no others', async () => {
  const page = await stage.open(lab)
  const list = page.getByRole('navigation', { name: 'Rooms' })
  await see(people(page))
  // The room that is not in front: an object is no name.
  await change(page, 'boat', { name: {} })
  await see(list.getByText('This room cannot be shown.'))
  await see(list.getByText('Class 4b'))
  await page.evaluate(async () => {
    const answer = await window.fake.api.snapshot()
    const room = answer.ok ? answer.value.rooms.find(({ id }) => id === 'lab') : undefined
    const [first, ...rest] = room?.members ?? []
    if (first === undefined) return
    const members = [{ ...first, id: '?' as never }, ...rest]
    window.fake.push([{ type: 'members', roomId: 'lab', members }])
  })
  await see(people(page).getByText('This person cannot be shown.'))
  await see(people(page).getByText('Dilara'))
  await page.evaluate(async () => {
    const { api } = window.fake
    const hosts = await api.knownHosts()
    const found = await api.search({ text: 'the', roomId: 'lab', next: null })
    if (!hosts.ok || !found.ok) throw new Error('the fake has both')
    const [host, ...others] = hosts.value
    const [hit, ...hits] = found.value.hits
    const value = { hits: [{ ...hit, pieces: null }, ...hits], next: null, partial: false }
    Object.assign(api, {
      knownHosts: async () => ({ ok: true, value: [{ ...host, key: '?' }, ...others] }),
      search: async () => ({ ok: true, value }),
    })
  })
  await page.getByRole('button', { name: 'Known hosts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Known hosts' })
  await see(dialog.getByText('This host cannot be shown.'))
  await see(dialog.getByRole('button', { name: /^Forget/ }))
  await picture(page, 'unshown-host-wide')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Search messages' }).fill('the')
  await see(page.getByRole('option').getByText('the').first())
  await see(page.getByRole('option', { name: 'This message cannot be shown.' }))
  await picture(page, 'unshown-rows-wide')
  await page.context().close()
})
