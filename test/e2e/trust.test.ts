/**
 * Who may come in, in windows: by link, first contact, changed key, password, approval, ban, and
 * the screens for keys. Each state is kept as a picture in artifacts/.
 */
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import {
  composer,
  expectNoSideways,
  gone,
  host,
  inviteOf,
  joinRoom,
  notices,
  say,
  see,
  seeMessage,
  tryToJoin,
} from '../support/people.ts'
import { root, runHost, runTincan } from '../support/terminal.ts'

const folder = join(root, 'artifacts/screenshots')
mkdirSync(folder, { recursive: true })

/** Light and dark, wide and narrow: one picture each. */
async function pictures(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1080, height: 720 }
  for (const [width, colorScheme] of [
    [1080, 'light'],
    [480, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await expectNoSideways(page)
    await page.screenshot({
      path: join(folder, `${name}-${width}-${colorScheme}.png`),
      animations: 'disabled',
    })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}

const joinDialog = (page: Page) => page.getByRole('dialog')

test('a link joins a room with a password without a further question', async () => {
  const [ann, bob] = await Promise.all([launchApp(), launchApp()])
  await host(ann.page, { password: 'correct horse battery staple yes' })
  await ann.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await see(ann.page.getByRole('img', { name: 'QR code of the invite link' }))
  await pictures(ann.page, 'invite')
  await ann.page.getByRole('button', { name: 'Copy invite link' }).last().click()
  await expect.poll(() => ann.clipboard()).toMatch(/^tincan:/)
  const link = await ann.clipboard()
  // What was said to be copied can be pasted, in another program as well.
  await bob.page.getByRole('button', { name: 'Join a room' }).first().click()
  await bob.page.getByRole('dialog').getByLabel('Address').press('ControlOrMeta+V')
  expect(await bob.page.getByRole('dialog').getByLabel('Address').inputValue()).toBe(link)
  expect(link).toMatch(/^tincan:\/\/join\?a=127\.0\.0\.1/)
  expect(link).not.toContain('horse')
  const code = ann.page.getByRole('img', { name: 'QR code of the invite link' })
  expect(await code.getAttribute('data-text')).toBe(link)
  const dialog = await tryToJoin(bob.page, link)
  await gone(dialog)
  await see(composer(bob.page))
  await say(bob.page, 'by link')
  await ann.page.keyboard.press('Escape')
  await seeMessage(ann.page, 'by link')
})

test('the host sees the password wherever it invites, and can copy it', async () => {
  const dataDir = temporaryFolder()
  const password = 'gravel-untie-mascot'
  const ann = await launchApp({ dataDir })
  await host(ann.page, { password })
  const shown = ann.page.getByTestId('room-password')
  await see(shown)
  expect(await shown.innerText()).not.toContain(password)
  await ann.page.getByRole('button', { name: 'Invite', exact: true }).click()
  const invite = ann.page.getByRole('dialog', { name: 'Invite to this room' })
  await invite.getByRole('button', { name: 'Show' }).click()
  await expect.poll(() => invite.getByTestId('room-password').innerText()).toBe(password)
  await pictures(ann.page, 'invite-password')
  await invite.getByRole('button', { name: 'Copy password' }).click()
  await expect.poll(() => ann.clipboard()).toBe(password)
  // A changed one is the one that is shown.
  await ann.page.keyboard.press('Escape')
  await ann.page.getByRole('button', { name: 'Room settings' }).click()
  const settings = ann.page.getByRole('dialog', { name: 'Room settings' })
  await settings.getByRole('button', { name: 'Change password' }).click()
  await settings.getByLabel('New password').fill('another-one')
  await settings.getByRole('button', { name: 'Save password' }).click()
  await see(settings.getByText('needs the new one'))
  await ann.page.keyboard.press('Escape')
  await ann.page.getByRole('button', { name: 'Show' }).click()
  await expect.poll(() => shown.innerText()).toBe('another-one')
})

test('what one network address may have is a choice of the room, kept over a restart', async () => {
  const dataDir = temporaryFolder()
  const allow = 'Allow many from one network address'
  const first = await launchApp({ dataDir })
  await host(first.page)
  await first.page.getByRole('button', { name: 'Room settings' }).click()
  await see(first.page.getByText('one address gets no more than an eighth of the places'))
  await first.page.getByLabel(allow).click()
  await see(first.page.getByText('as from a school or an office'))
  await pictures(first.page, 'room-settings')
  await first.page.keyboard.press('Escape')
  await first.close()
  const second = await launchApp({ dataDir })
  await second.page.getByRole('button', { name: 'Room settings' }).click()
  expect(await second.page.getByLabel(allow).isChecked()).toBe(true)
})

test('a password of white space opens no room, and changes none', async () => {
  const ann = await launchApp()
  const refused = 'The password is empty'
  await ann.page.getByRole('button', { name: 'Host a room' }).first().click()
  const dialog = ann.page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Room name').fill('Lab')
  await dialog.getByLabel('Your name').fill('Ann')
  for (const blank of ['', '  ', '\u200b']) {
    await dialog.getByRole('textbox', { name: 'Password' }).fill(blank)
    await dialog.getByRole('button', { name: 'Host', exact: true }).click()
    await see(dialog.getByText(refused))
  }
  await dialog
    .getByRole('button', { name: 'Cancel' })
    .or(dialog.getByLabel('Close'))
    .first()
    .click()
  await host(ann.page, { password: 'correct horse battery staple yes' })
  await ann.page.getByRole('button', { name: 'Room settings' }).click()
  const settings = ann.page.getByRole('dialog')
  await settings.getByRole('button', { name: 'Change password' }).click()
  for (const blank of ['', '  ']) {
    await settings.getByLabel('New password').fill(blank)
    await settings.getByRole('button', { name: 'Save password' }).click()
    await see(settings.getByText(refused))
  }
  await settings.getByRole('button', { name: 'Keep as it is' }).click()
  await see(settings.getByText('Asked of whoever comes by address.'))
})

test('a one-use link is good for one', async () => {
  const [ann, bob, cem] = await Promise.all([launchApp(), launchApp(), launchApp()])
  await host(ann.page, { password: 'correct horse battery staple yes' })
  await ann.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await ann.page.getByText('One newcomer').last().click()
  // The room's beginning offers the standing link as well; this one is in the dialog.
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Copy invite link' }).click()
  await expect.poll(() => ann.clipboard()).toMatch(/^tincan:/)
  const link = await ann.clipboard()
  await gone(await tryToJoin(bob.page, link, 'Bob'))
  const dialog = await tryToJoin(cem.page, link, 'Cem')
  await see(dialog.getByText(/This invite was used already/))
})

test('first contact shows the host’s key once; the next time nobody asks', async () => {
  await using room = await runHost()
  const app = await launchApp()
  const dialog = await tryToJoin(app.page, room.address)
  await see(joinDialog(app.page).getByRole('heading', { name: 'First time here' }))
  await pictures(app.page, 'first-contact')
  await joinDialog(app.page).getByRole('button', { name: 'Trust and join' }).click()
  await gone(dialog)
  await say(app.page, '/quit')
  await see(app.page.getByRole('button', { name: 'Join again' }))
  await app.page.getByRole('button', { name: 'Join again' }).click()
  await see(app.page.locator('[data-testid=string][data-phase=live]'))
})

test('another key at a known address is a full stop; forgetting the old key is the way out', async () => {
  const keys = temporaryFolder()
  const first = await runHost('--identity', join(keys, 'first.json'))
  const app = await launchApp()
  await joinRoom(app.page, first.address)
  const port = first.address.split(':')[1] ?? ''
  first.type({ leave: true })
  await first.exit
  await using impostor = runTincan(
    'host',
    '--address',
    '127.0.0.1',
    '--port',
    port,
    '--name',
    'Eve',
    '--json',
  )
  await impostor.until(() => impostor.of('hosting').length === 1)
  await tryToJoin(app.page, first.address)
  await see(joinDialog(app.page).getByRole('heading', { name: 'Stop: this is another key' }))
  await pictures(app.page, 'changed-key')
  expect(
    await joinDialog(app.page)
      .getByRole('button', { name: /trust|join anyway|continue/i })
      .count(),
  ).toBe(0)
  await joinDialog(app.page).getByRole('button', { name: 'Known hosts…' }).click()
  const known = app.page.getByRole('dialog', { name: 'Known hosts' })
  await see(known)
  await pictures(app.page, 'known-hosts')
  await known
    .getByRole('button', { name: /^Forget/ })
    .first()
    .click()
  await known
    .getByRole('button', { name: /^Forget/ })
    .first()
    .click()
  await app.page.keyboard.press('Escape')
  await tryToJoin(app.page, first.address)
  await see(joinDialog(app.page).getByRole('heading', { name: 'First time here' }))
  expect(impostor.of('member')).toEqual([])
})

test('a password: wrong is said with the tries left, right lets in', async () => {
  const [ann, bob] = await Promise.all([launchApp(), launchApp()])
  const address = await host(ann.page, { password: 'correct horse' })
  await tryToJoin(bob.page, address)
  const dialog = joinDialog(bob.page)
  const field = dialog
    .getByRole('textbox', { name: 'Password' })
    .or(dialog.locator('input[type=password]'))
  await field.first().fill('wrong horse')
  await dialog.getByRole('button', { name: 'Enter', exact: true }).click()
  await see(dialog.getByText(/The password is wrong/))
  await pictures(bob.page, 'wrong-password')
  expect(await field.first().inputValue()).toBe('wrong horse')
  await field.first().fill('correct horse')
  await dialog.getByRole('button', { name: 'Enter', exact: true }).click()
  await see(composer(bob.page))
  await see(notices(ann.page).filter({ hasText: 'Bob joined' }))
})

test('the host lets in, refuses, removes, bans and undoes it', async () => {
  const [ann, bob] = await Promise.all([
    launchApp({ size: { width: 1300, height: 800 } }),
    launchApp(),
  ])
  const address = await host(ann.page, { approving: true })
  const link = await inviteOf(ann.page)
  await using cem = runTincan('join', link, '--name', 'Cem', '--json')
  await see(ann.page.getByRole('button', { name: 'Let Cem in' }))
  await pictures(ann.page, 'newcomer')
  await ann.page.getByRole('button', { name: 'Refuse Cem' }).first().click()
  expect(await cem.exit).toBe(11)

  const dialog = await tryToJoin(bob.page, link)
  await see(dialog.getByText(/Waiting for the host/))
  await ann.page.getByRole('button', { name: 'Let Bob in' }).first().click()
  await see(composer(bob.page))

  await ann.page.getByRole('button', { name: 'More about Bob' }).click()
  await ann.page.getByRole('menuitem', { name: /Ban/ }).click()
  await ann.page.getByRole('button', { name: /^Ban/ }).last().click()
  await see(bob.page.getByText(/The host has banned you/))
  await ann.page.getByRole('button', { name: 'Room settings' }).click()
  await see(ann.page.getByRole('dialog', { name: 'Room settings' }))
  await pictures(ann.page, 'room-settings')
  await ann.page.getByRole('button', { name: 'Undo ban of Bob' }).click()
  await gone(ann.page.getByRole('button', { name: 'Undo ban of Bob' }))
  const asking = ann.page
    .getByRole('dialog')
    .getByRole('switch', { name: 'Ask me about each newcomer' })
  await asking.click()
  await see(ann.page.getByRole('switch', { name: 'Ask me about each newcomer', checked: false }))
  await bob.page.getByRole('button', { name: 'Join again' }).click()
  await see(bob.page.locator('[data-testid=string][data-phase=live]'))
  expect(address).toContain('127.0.0.1')
})

test('your key is shown, exported with a passphrase, and taken over by another computer', async () => {
  const [here, there] = await Promise.all([launchApp(), launchApp()])
  const open = async (page: Page) => {
    await page.getByRole('button', { name: 'Your key' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Your key' })
    await see(dialog)
    return dialog
  }
  const own = await open(here.page)
  await see(own.getByText(/no key store/))
  await pictures(here.page, 'your-key')
  const fingerprint = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/
  const mine = fingerprint.exec(await own.innerText())?.[0]
  await own
    .getByRole('button', { name: /^Export/ })
    .first()
    .click()
  await own.getByLabel('Passphrase', { exact: true }).fill('a long passphrase')
  await own.getByLabel('Passphrase again').fill('a long passphrase')
  await own
    .getByRole('button', { name: /^Export/ })
    .last()
    .click()
  const text = await own.getByLabel('Exported key').inputValue()
  expect(text).toContain('BEGIN TINCAN KEY')
  const other = await open(there.page)
  await other
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  await other.getByLabel('Exported key').fill(text)
  await other.getByLabel('Passphrase').fill('not the passphrase')
  await other
    .getByRole('button', { name: /^Import/ })
    .last()
    .click()
  await see(other.getByText(/does not open this key/))
  await other.getByLabel('Passphrase').fill('a long passphrase')
  await other
    .getByRole('button', { name: /^Import/ })
    .last()
    .click()
  await there.page
    .getByText(mine ?? 'no fingerprint')
    .first()
    .waitFor()
})

test('a link is read while it is typed, and nothing is dialled before the click', async () => {
  let calls = 0
  const server = createServer((socket) => {
    calls += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const app = await launchApp()
  const link = `tincan://join?a=127.0.0.1:${port}&pk=${'A'.repeat(43)}&n=Trap`
  await app.page.getByRole('button', { name: 'Join a room' }).first().click()
  const dialog = app.page.getByRole('dialog', { name: 'Join a room' })
  await dialog.getByLabel('Address').fill(link)
  await dialog.getByLabel('Your name').fill('Bob')
  await see(dialog.getByText('Trap'))
  expect(calls).toBe(0)
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
  await see(dialog.getByText(/not a Tincan room/))
  expect(calls).toBe(1)
  server.close()
})
