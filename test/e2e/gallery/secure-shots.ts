/** Pictures of keys, questions on the way in, and the access list of a room. */
import type { Page } from 'playwright-core'
import { initialRoom, press, type Shot } from './shot.ts'

const trust = (page: Page) =>
  page.evaluate(() => {
    const key = window.fake.keyOf('Bob')
    const address = '192.168.1.5:62260'
    window.fake.questions = [{ kind: 'trust', key, address, room: 'Lab' }]
  })
const password = (page: Page) =>
  page.evaluate(() => {
    window.fake.questions = [{ kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 }]
  })
const joinLab = (page: Page) => press(page, 'Join Lab at 192.168.1.5:62260')
const inviteLink = (page: Page) =>
  page.evaluate(async () => {
    const answer = await window.fake.api.invite({ roomId: 'lab', kind: 'once' })
    return answer.ok ? answer.value.link : ''
  })

export const secureShots: Readonly<Record<string, Shot>> = {
  trust: {
    scene: 'recents',
    act: async (page) => {
      await trust(page)
      await joinLab(page)
      await page.getByRole('heading', { name: 'First time here' }).waitFor()
    },
  },
  password: {
    scene: 'recents',
    act: async (page) => {
      await password(page)
      await joinLab(page)
      await page.getByLabel('Password', { exact: true }).fill('amber-kettle')
    },
  },
  'password-wrong': {
    scene: 'recents',
    act: async (page) => {
      await password(page)
      await joinLab(page)
      await page.getByLabel('Password', { exact: true }).fill('amber-kettle-north')
      await press(page, 'Enter')
      await page.getByText('The password is wrong. 2 more tries.').waitFor()
      await press(page, 'Show what is typed')
    },
  },
  stop: {
    scene: 'recents',
    act: async (page) => {
      await page.evaluate(() => {
        const known = window.fake.keyOf('Bob')
        const shown = window.fake.keyOf('Mallory')
        const address = '192.168.1.5:62260'
        window.fake.failures.join = ['pin_mismatch', { address, known, shown, field: 'address' }]
      })
      await joinLab(page)
      await page.getByRole('heading', { name: 'Stop: this is another key' }).waitFor()
    },
  },
  'stop-hosts': {
    scene: 'otherKey',
    act: async (page) => {
      await initialRoom(page, 'Lab')
      await press(page, 'Known hosts…')
      await press(page, 'Forget Lab')
    },
  },
  'rejoin-password': {
    scene: 'ended',
    act: async (page) => {
      await initialRoom(page, 'Class 4b')
      await password(page)
      await press(page, 'Join again')
      await page.getByRole('button', { name: 'Enter', exact: true }).waitFor()
    },
  },
  'join-link': {
    scene: 'hosting',
    act: async (page) => {
      const link = await inviteLink(page)
      const back = page.getByRole('button', { name: 'Back to rooms' })
      if (await back.isVisible()) await back.click()
      await press(page, 'Join a room')
      await page.getByLabel('Address').fill(link)
    },
  },
  'host-open': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Host a room')
      await page.getByLabel('Ask for a password').click()
    },
  },
  invite: { scene: 'hosting', act: (page) => press(page, 'Invite') },
  'invite-once': {
    scene: 'hosting',
    act: async (page) => {
      await press(page, 'Invite')
      await page.getByLabel('One newcomer').click()
      const popover = page.getByRole('dialog', { name: 'Invite to this room' })
      await popover.getByRole('button', { name: 'Copy invite link' }).click()
    },
  },
  'known-hosts': { scene: 'recents', act: (page) => press(page, 'Known hosts') },
  'known-hosts-none': {
    scene: 'empty',
    act: async (page) => {
      await page.evaluate(() => window.fake.noHosts())
      await press(page, 'Known hosts')
    },
  },
  'your-key': { scene: 'recents', act: (page) => press(page, 'Your key') },
  'key-export': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Your key')
      await press(page, 'Export key…')
      await page.getByLabel('Passphrase', { exact: true }).fill('too short')
      await page.getByLabel('Passphrase again').fill('too short')
      await press(page, 'Export')
      await page.getByText('at least 12').first().waitFor()
    },
  },
  'key-exported': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Your key')
      await press(page, 'Export key…')
      await page.getByLabel('Passphrase', { exact: true }).fill('long enough for this')
      await page.getByLabel('Passphrase again').fill('long enough for this')
      await press(page, 'Export')
      await page.getByLabel('Exported key').waitFor()
    },
  },
  'key-import': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Your key')
      await press(page, 'Import key…')
      await page.getByLabel('Exported key').fill('what somebody pasted')
      await page.getByLabel('Passphrase').fill('wrong')
      await press(page, 'Import')
      await page.getByText('does not open this key').waitFor()
    },
  },
  waiting: { scene: 'waiting' },
  'waiting-people': { scene: 'waiting', act: (page) => press(page, 'People') },
  'room-settings': { scene: 'waiting', act: (page) => press(page, 'Room settings') },
  'room-password': {
    scene: 'hosting',
    act: async (page) => {
      await press(page, 'Room settings')
      await press(page, 'Change password')
      await page.getByLabel('New password').waitFor()
    },
  },
  clash: { scene: 'clash' },
  'clash-people': {
    scene: 'clash',
    act: async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 1000) await press(page, 'People')
    },
  },
  'member-menu': {
    scene: 'hosting',
    act: async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 1000) await press(page, 'People')
      await press(page, 'More about Cem')
    },
  },
  ban: {
    scene: 'hosting',
    act: async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 1000) await press(page, 'People')
      await press(page, 'More about Cem')
      await page.getByRole('menuitem', { name: 'Ban' }).click()
      await page.getByRole('alertdialog').waitFor()
    },
  },
}
