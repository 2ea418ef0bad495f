/** A start that waits or cannot go on: in the real window, with its ways out, and never an exit. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { exportIdentity } from '../../electron/core/identity/identity-backup.ts'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { gone, host, see } from '../support/people.ts'
import { chooseShell } from '../support/shell-choice.ts'
import { callVerb } from '../support/verbs.ts'

const PASSPHRASE = 'twelve characters and more'
const standIn = chooseShell().shell === 'stand-in'

const identityOf = (dataDir: string) => join(dataDir, 'identity.json')

/** A data folder whose key was sealed by a key store that is lost. */
function lostKey(): string {
  const dataDir = temporaryFolder()
  const key = Buffer.from('v11sealed elsewhere, a long time ago').toString('base64')
  writeFileSync(identityOf(dataDir), JSON.stringify({ version: 1, protection: 'system', key }))
  return dataDir
}

const title = (page: Page, name = 'Your key cannot be opened') =>
  page.getByRole('heading', { name, level: 1 })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Goes on by the keyboard until the focus is there. */
async function tabTo(page: Page, name: string): Promise<void> {
  const there = () => page.evaluate(() => document.activeElement?.textContent)
  for (let steps = 0; steps < 10 && (await there()) !== name; steps += 1) {
    await page.keyboard.press('Tab')
  }
  expect(await there()).toBe(name)
}

async function fingerprintOf(page: Page): Promise<string> {
  const answer = await callVerb(page, 'snapshot')
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.identity.fingerprint
}

describe('a key that cannot be opened', () => {
  test('is said in the window, at its title, and stays what it is through tries and a quit', async () => {
    const dataDir = lostKey()
    const before = readFileSync(identityOf(dataDir), 'utf8')
    const app = await launchApp({ dataDir })
    await see(title(app.page))
    await see(app.page.getByText(identityOf(dataDir)))
    expect(await title(app.page).evaluate((heading) => heading === document.activeElement)).toBe(
      true,
    )
    // Nothing else can be done yet.
    await app.page.keyboard.press('ControlOrMeta+n')
    expect(await app.page.getByRole('dialog').count()).toBe(0)
    await button(app.page, 'Try again').click()
    await see(title(app.page))
    await tabTo(app.page, 'Quit')
    await app.page.keyboard.press('Enter')
    expect(await app.exited).toBe(0)
    expect(readFileSync(identityOf(dataDir), 'utf8')).toBe(before)
  })

  test('makes place for the one from a backup, by the keyboard alone', async () => {
    const backedUp = await createIdentity()
    const text = await exportIdentity(backedUp, PASSPHRASE)
    const { page } = await launchApp({ dataDir: lostKey() })
    await see(title(page))
    await tabTo(page, 'Import a backup…')
    await page.keyboard.press('Enter')
    await page.keyboard.insertText(text)
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(`${PASSPHRASE}!`)
    await page.keyboard.press('Enter')
    await see(page.getByText('The passphrase does not open this key'))
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Enter')
    await see(button(page, 'Host a room'))
    await see(page.getByText('Your key is the one from the backup.'))
    expect(await fingerprintOf(page)).toBe(backedUp.fingerprint)
  })

  test('makes place for a new one after a question, and is kept aside', async () => {
    const dataDir = lostKey()
    const before = readFileSync(identityOf(dataDir), 'utf8')
    const { page } = await launchApp({ dataDir })
    await button(page, 'Start with a new key…').click()
    await see(page.getByText('you are somebody new'))
    await page.keyboard.press('Escape')
    await see(button(page, 'Try again'))
    expect(readFileSync(identityOf(dataDir), 'utf8')).toBe(before)
    await button(page, 'Start with a new key…').click()
    await button(page, 'Start with a new key').click()
    await see(page.getByText('You have a new key'))
    await host(page)
    const [kept = ''] = readdirSync(dataDir).filter((name) => /^identity\.json\./.test(name))
    expect(readFileSync(join(dataDir, kept), 'utf8')).toBe(before)
  })
})

test('messages that cannot be opened are said in the window, and tried again', async () => {
  const dataDir = temporaryFolder()
  const inTheWay = join(dataDir, 'messages.db')
  mkdirSync(inTheWay)
  const { page } = await launchApp({ dataDir })
  await see(title(page, 'Tincan cannot start'))
  expect(await button(page, 'Start with a new key…').count()).toBe(0)
  rmdirSync(inTheWay)
  await button(page, 'Try again').click()
  await see(button(page, 'Host a room'))
})

test('the window that is loaded again while the start is stuck says the same', async () => {
  const { page } = await launchApp({ dataDir: lostKey() })
  await see(title(page))
  await page.reload()
  await see(title(page))
})

describe.runIf(standIn)('the key store', () => {
  test('that never answers is waited for in a window, which can be closed', async () => {
    const app = await launchApp({ dataDir: lostKey(), keyStore: 'silent' })
    await see(app.page.getByText('Waiting for this computer’s key store'))
    await expect.poll(() => app.output()).toContain('the key store was asked')
    expect(await app.close()).toBe(0)
  })

  test('that never answers holds nobody up whose key is not sealed', async () => {
    const { page } = await launchApp({ keyStore: 'silent' })
    await host(page)
  })

  test('seals the key at the second start; when it is lost, the window says so', async () => {
    const dataDir = temporaryFolder()
    const keyStore = join(temporaryFolder(), 'keyring')
    const protection = () => JSON.parse(readFileSync(identityOf(dataDir), 'utf8')).protection
    const first = await launchApp({ dataDir, keyStore })
    await see(button(first.page, 'Host a room'))
    const key = await fingerprintOf(first.page)
    await expect.poll(() => readFileSync(identityOf(dataDir), 'utf8')).toContain('probe')
    expect(protection()).toBe('file')
    await first.kill()
    const second = await launchApp({ dataDir, keyStore })
    await expect.poll(protection).toBe('system')
    await second.kill()
    const third = await launchApp({ dataDir, keyStore })
    await see(button(third.page, 'Host a room'))
    expect(await fingerprintOf(third.page)).toBe(key)
    await third.kill()
    rmSync(keyStore)
    const fourth = await launchApp({ dataDir, keyStore })
    await see(title(fourth.page))
    await gone(fourth.page.getByText('Waiting for this computer’s key store'))
    expect(await fourth.close()).toBe(0)
  })
})
