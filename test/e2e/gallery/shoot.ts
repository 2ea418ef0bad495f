/**
 * Takes a picture of every state of the window, light and dark, narrow to wide:
 * `npm run gallery [-- NAME…]` into artifacts/gallery/.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { historyShots } from './history-shots.ts'
import { secureShots } from './secure-shots.ts'
import { initialRoom, press, type Shot } from './shot.ts'
import { openStage } from './stage.ts'

const out = resolve(import.meta.dirname, '../../../artifacts/gallery')

const shots: Readonly<Record<string, Shot>> = {
  start: { scene: 'empty' },
  recents: { scene: 'recents' },
  warnings: { scene: 'warnings' },
  opening: { scene: 'opening' },
  'key-store': { scene: 'asking' },
  stuck: { scene: 'sealed' },
  'stuck-backup': { scene: 'sealed', act: (page) => press(page, 'Import a backup…') },
  'stuck-new': { scene: 'sealed', act: (page) => press(page, 'Start with a new key…') },
  'stuck-messages': { scene: 'locked' },
  host: { scene: 'recents', act: (page) => press(page, 'Host a room') },
  'host-list': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Host a room')
      await page.getByLabel('Listen on').press('ArrowDown')
    },
  },
  'host-busy-port': {
    scene: 'recents',
    act: async (page) => {
      await page.evaluate(() => {
        window.fake.failures.host = ['port_in_use', { port: 62260, next: 62261, field: 'port' }]
      })
      await press(page, 'Host a room')
      await press(page, 'Host')
      await page.getByRole('button', { name: 'Use port 62261' }).waitFor()
    },
  },
  hosted: {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Host a room')
      await press(page, 'Host')
      await press(page, 'Copy 10.8.0.3:62260')
    },
  },
  join: { scene: 'recents', act: (page) => press(page, 'Join a room') },
  'join-connecting': {
    scene: 'recents',
    act: async (page) => {
      await page.evaluate(() => {
        window.fake.held = true
      })
      await press(page, 'Join Lab at 192.168.1.5:62260')
      await page.getByText('Calling').waitFor()
    },
  },
  'join-failed': {
    scene: 'recents',
    act: async (page) => {
      await page.evaluate(() => {
        const details = { address: '192.168.1.5:62260', field: 'address' }
        window.fake.failures.join = ['no_answer', details]
      })
      await press(page, 'Join Lab at 192.168.1.5:62260')
      await page.getByText('Nobody answers').waitFor()
    },
  },
  chat: { scene: 'lab' },
  pending: {
    scene: 'lab',
    act: async (page) => {
      await page.evaluate(() => {
        const fail = { code: 'not_in_room', message: '', details: {} } as const
        const words = 'You are not in this room now. Join again to send; your words are kept here.'
        const body = { text: 'And this one did not get through.' }
        const said = { kind: 'message', on: null, body } as const
        window.fake.held = true
        window.fake.push([
          {
            type: 'pending',
            roomId: 'lab',
            message: {
              cid: 'f',
              ...said,
              time: Date.now() as UnixMs,
              error: { ...fail, message: words },
            },
          },
        ])
      })
      await page.getByRole('textbox', { name: 'Message' }).fill('This one is on its way.')
      await page.getByRole('textbox', { name: 'Message' }).press('Enter')
      await page
        .getByRole('textbox', { name: 'Message' })
        .fill('First line\nsecond line\nthird line')
    },
  },
  'long-text': {
    scene: 'lab',
    act: async (page) => {
      await page
        .getByRole('textbox', { name: 'Message' })
        .fill('Lorem ipsum dolor sit amet. '.repeat(580))
      await page.getByRole('textbox', { name: 'Message' }).press('Enter')
      await page
        .getByRole('textbox', { name: 'Message' })
        .fill('Lorem ipsum dolor sit amet. '.repeat(620))
    },
  },
  link: {
    scene: 'lab',
    act: async (page) => {
      await page.evaluate(() => {
        window.fake.hear('lab', 'Bob', ['Log in: https://bank.example@аpple.com/reset?x=1'])
      })
      await page.getByRole('link', { name: /bank/ }).click()
    },
  },
  'invite-member': { scene: 'lab', act: (page) => press(page, 'Invite') },
  people: { scene: 'many', act: (page) => press(page, 'People') },
  connecting: { scene: 'connecting' },
  ended: { scene: 'ended', act: (page) => initialRoom(page, 'Class 4b') },
  closed: { scene: 'closed', act: (page) => initialRoom(page, 'Lab') },
  'close-room': {
    scene: 'recents',
    act: async (page) => {
      await press(page, 'Host a room')
      await press(page, 'Host')
      await press(page, 'Close room')
    },
  },
  rooms: {
    scene: 'lab',
    act: async (page) => {
      await page.evaluate(() => window.fake.hear('boat', 'Jo', ['Found them.', 'Never mind!']))
      const back = page.getByRole('button', { name: 'Back to rooms' })
      if (await back.isVisible()) await back.click()
    },
  },
  scrolled: {
    scene: 'many',
    act: async (page) => {
      const log = page.getByRole('log')
      await log.hover()
      await page.mouse.wheel(0, -1_500)
      await page.getByRole('button', { name: 'Jump to latest' }).waitFor()
      await page.evaluate(() => window.fake.hear('lab', 'Bob', ['One more.', 'And another.']))
    },
  },
}

const all = { ...shots, ...secureShots, ...historyShots }
const wanted = process.argv.slice(2)
const sizes = (process.env.SIZES ?? '480,900,1440').split(',').map(Number)
const themes = (process.env.THEMES ?? 'light,dark').split(',')

await mkdir(out, { recursive: true })
const stage = await openStage()
try {
  for (const [name, { scene, act }] of Object.entries(all)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const width of sizes) {
      for (const theme of themes) {
        const height = width < 600 ? 800 : 860
        const page = await stage.open({ scene, width, height, dark: theme === 'dark' })
        // Not a test: fonts, fades and measured rows settle before the picture, however long it takes.
        await page.waitForTimeout(500)
        try {
          await act?.(page)
          await page.waitForTimeout(350)
        } catch (error) {
          console.log(`${name} ${width} ${theme}: ${String(error).slice(0, 400)}`)
        }
        await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) })
        await page.context().close()
      }
    }
  }
} finally {
  await stage.close()
}
for (const complaint of new Set(stage.complaints)) console.log(`complaint: ${complaint}`)
