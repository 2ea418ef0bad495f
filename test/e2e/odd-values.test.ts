/** What a hostile host says, and what a disk gives back: the window lives, reloaded and restarted. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { TIME_MOST } from '../../shared/domain/limits.ts'
import { damage } from '../integration/store-kit.ts'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { OddHost } from '../support/odd-host.ts'
import {
  composer,
  gone,
  host,
  joinRoom,
  messages,
  notices,
  say,
  see,
  seeMessage,
  texts,
} from '../support/people.ts'

/** Exports the room in front through its dialog, in all the forms; their texts, by ending. */
async function exported(page: Page, room: string, saves: string): Promise<Record<string, string>> {
  const forms = { Text: 'txt', Markdown: 'md', JSON: 'json' } as const
  const files: Record<string, string> = {}
  for (const [form, ending] of Object.entries(forms)) {
    await page.getByRole('button', { name: 'Room menu' }).click()
    await page.getByRole('menuitem', { name: 'Export…' }).click()
    const dialog = page.getByRole('dialog', { name: /Export/ })
    await dialog.getByRole('radio', { name: form, exact: true }).check()
    await dialog.getByRole('button', { name: 'Save as…' }).click()
    await see(dialog.getByRole('status').filter({ hasText: 'saved as' }))
    await dialog.getByRole('button', { name: 'Done' }).click()
    await gone(dialog)
    files[ending] = readFileSync(join(saves, `${room}.${ending}`), 'utf8')
  }
  return files
}

const NONSENSE = /NaN|Invalid|undefined|Infinity/

/** Nothing of what is seen, or said to ears, is the name of a date that is none. */
async function makesSense(page: Page): Promise<void> {
  expect(await page.locator('body').innerText()).not.toMatch(NONSENSE)
  const labels = await messages(page).evaluateAll((all) =>
    all.map((one) => `${one.ariaLabel} ${one.querySelector('time')?.title}`),
  )
  expect(labels.join('\n')).not.toMatch(NONSENSE)
}

test('a host whose times no clock shows is heard, and one whose times are none is left', async () => {
  await using odd = await OddHost.open()
  odd.log = [
    odd.event(1, { body: { text: 'in its time' } }),
    odd.event(2, { body: { text: 'at the end of all dates' }, time: TIME_MOST }),
    odd.event(3, { body: { text: 'at no time' }, time: 0 }),
    odd.event(4, { kind: 'unreadable', body: {} }),
    odd.event(5, { kind: 'later', body: {} }),
  ]
  const [dataDir, saves] = [temporaryFolder(), temporaryFolder()]
  const bob = await launchApp({ dataDir, saves })
  await host(bob.page, { room: 'Own room' })
  await joinRoom(bob.page, odd.address)
  await seeMessage(bob.page, 'at no time')
  const times = messages(bob.page).locator('time')
  expect(await times.nth(1).innerText()).toBe('–')
  expect(await times.nth(1).getAttribute('title')).toBe('Time unknown')
  expect(await notices(bob.page).allInnerTexts()).toEqual(
    expect.arrayContaining([
      'A message cannot be read: it was damaged',
      'Odd sent something that this version of Tincan cannot show',
    ]),
  )
  await makesSense(bob.page)
  odd.say(odd.event(6, { body: { text: 'still here' } }))
  await seeMessage(bob.page, 'still here')

  // What blanked the window once: a time that no Date holds.
  odd.say(odd.event(7, { body: { text: 'never shown' }, time: Number.MAX_SAFE_INTEGER }))
  await see(bob.page.getByText('sent something that Tincan does not understand'))
  const said = ['in its time', 'at the end of all dates', 'at no time', 'still here']
  expect(await texts(bob.page).allInnerTexts()).toEqual(said)
  const files = await exported(bob.page, 'Odd room', saves)
  for (const text of Object.values(files)) {
    expect(text).not.toMatch(NONSENSE)
    for (const words of said) expect(text).toContain(words)
  }
  // Our own room goes on, and so does the other, reloaded and restarted.
  const rooms = (page: Page) => page.getByRole('navigation', { name: 'Rooms' })
  await rooms(bob.page)
    .getByRole('button', { name: /^Own room/ })
    .click()
  await say(bob.page, 'alive')
  await seeMessage(bob.page, 'alive')
  await bob.page.reload()
  await seeMessage(bob.page, 'alive')
  await bob.close()
  const again = await launchApp({ dataDir })
  await rooms(again.page)
    .getByRole('button', { name: /^Odd room/ })
    .click()
  await seeMessage(again.page, 'still here')
  expect(await texts(again.page).allInnerTexts()).toEqual(said)
  await makesSense(again.page)
  expect(again.output()).not.toContain('could not draw')
})

test('a window whose disk was damaged shows the rest, and says where something was', async () => {
  const [dataDir, saves] = [temporaryFolder(), temporaryFolder()]
  const first = await launchApp({ dataDir })
  await host(first.page, { room: 'Lab' })
  for (const n of [1, 2, 3, 4, 5, 6]) {
    await say(first.page, `said ${n}`)
    await seeMessage(first.page, `said ${n}`)
  }
  await first.close()
  damage(
    join(dataDir, 'messages.db'),
    `UPDATE events SET time = 9007199254740991 WHERE seq = 1;
     UPDATE events SET time = 9223372036854775807, name = NULL WHERE seq = 2;
     UPDATE events SET text = x'ff00' WHERE seq = 3;
     UPDATE events SET time = 'soon' WHERE seq = 4;
     DELETE FROM events WHERE seq = 5;
     UPDATE logs SET draft = x'00', floor = 'all', used = 9223372036854775807;
     INSERT INTO outbox (log, cid, kind, body, time, error) VALUES (1, 'ä', 'message', 'waited', 'x', '{')`,
  )
  const { page, ...app } = await launchApp({ dataDir, saves })
  await seeMessage(page, 'said 6')
  const said = ['said 1', 'said 2', 'said 4', 'said 6']
  await see(messages(page).filter({ hasText: 'was damaged on this computer’s disk' }))
  await page.getByRole('button', { name: 'Take back' }).click()
  await gone(messages(page).filter({ hasText: 'was damaged' }))
  expect(await composer(page).inputValue()).toBe('waited')
  await composer(page).fill('')
  const seen = async () => {
    expect(await texts(page).allInnerTexts()).toEqual(said)
    expect(await notices(page).allInnerTexts()).toEqual(
      expect.arrayContaining(Array(2).fill('A message cannot be read: it was damaged')),
    )
    await makesSense(page)
  }
  await seen()
  await page.reload()
  await seeMessage(page, 'said 6')
  await seen()
  const files = await exported(page, 'Lab', saves)
  for (const text of Object.values(files)) {
    expect(text).not.toMatch(NONSENSE)
    for (const words of said) expect(text).toContain(words)
  }
  expect(JSON.parse(files.json ?? '').messages).toMatchObject([
    { seq: 1, time: null, text: 'said 1' },
    { seq: 2, time: null, text: 'said 2' },
    { seq: 3, text: null },
    { seq: 4, time: null, text: 'said 4' },
    { seq: 5, text: null },
    { seq: 6, text: 'said 6' },
  ])
  await page.getByRole('combobox', { name: 'Search messages' }).fill('said')
  await see(page.getByRole('option').filter({ hasText: 'said 2' }))
  await page.getByRole('option').filter({ hasText: 'said 1' }).click()
  await page.getByRole('button', { name: 'Clear search' }).click()
  // The room is open again, and what is said goes on from there.
  await say(page, 'said 7')
  await seeMessage(page, 'said 7')
  await app.close()
  const third = await launchApp({ dataDir })
  await seeMessage(third.page, 'said 7')
  expect(await texts(third.page).allInnerTexts()).toEqual([...said, 'said 7'])
  expect(third.output()).not.toContain('could not draw')
})
