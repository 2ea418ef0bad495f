/** Host and Join dialogs: what they offer, what they remember, and every failure in its words. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { listen } from '../../electron/core/net/listener.ts'
import { secureAccepted } from '../../electron/core/net/tls.ts'
import { launchApp, type RunningApp, temporaryFolder } from '../support/app.ts'
import { composer, gone, host, joinRoom, see, tryToJoin } from '../support/people.ts'
import { root } from '../support/terminal.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

/** The same, inside our TLS, for what a host of another kind might say. */
async function serveSecurely(said: string, stay = false): Promise<string> {
  const identity = await createIdentity()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    secureAccepted(socket, identity).then(
      ({ socket: line }) => {
        line.on('error', () => {}).resume()
        if (stay) line.write(said)
        else line.end(said)
      },
      () => socket.destroy(),
    )
  })
  return listening(server)
}

/** A server that says `line` and closes when told; answers its address. */
async function serve(said: string, stay = false): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.resume()
    if (stay) socket.write(said)
    else socket.end(said)
  })
  server.on('close', () => {
    for (const socket of sockets) socket.destroy()
  })
  return listening(server)
}

async function listening(server: Server): Promise<string> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return `127.0.0.1:${address.port}`
}

async function closedPort(): Promise<string> {
  const { port, close } = await listen('127.0.0.1', 0, () => {})
  await close()
  return `127.0.0.1:${port}`
}

const welcome = {
  type: 'welcome',
  app: 'tincan',
  version: 1,
  oldest: 1,
  capabilities: [],
  room: { id: 'r', name: 'Lab' },
  asks: ['name'],
  kinds: ['message'],
}
const lines = (...messages: object[]) =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('')
const refused = (code: string, text = '') => lines(welcome, { type: 'refused', code, text })

describe('the Join dialog', () => {
  let app: RunningApp
  beforeAll(async () => {
    app = await launchApp()
  })

  test.each<[what: string, address: () => string | Promise<string>, words: RegExp]>([
    ['what cannot be read', () => 'not an address!', /several words/],
    ['a half address', () => '192.168.1', /four numbers/],
    ['a port out of range', () => '127.0.0.1:70000', /whole number from 1 to 65535/],
    [
      'a name that is not found',
      () => 'no-such-computer.invalid',
      /No computer called “no-such-computer\.invalid”/,
    ],
    ['a port where nothing listens', closedPort, /no room is open there/],
    ['an unreachable address', () => '255.255.255.255:62260', /no way from this computer/],
    ['not a Tincan room', () => serve('SSH-2.0-OpenSSH_9.2\r\n'), /not a Tincan room/],
    [
      'a room that is too new',
      () => serveSecurely(lines({ ...welcome, version: 9, oldest: 9 })),
      /newer version of Tincan than yours/,
    ],
    [
      'a room that is too old',
      () => serveSecurely(refused('version_too_new')),
      /older version of Tincan than yours/,
    ],
    [
      'a name that is not acceptable',
      () => serveSecurely(refused('name_invalid')),
      /characters that cannot be seen/,
    ],
    ['a full room', () => serveSecurely(refused('room_full')), /This room is full/],
    ['a closed room', () => serveSecurely(refused('room_closed')), /The host has closed this room/],
  ])('says in its own words: %s', async (_, where, words) => {
    const address = await where()
    const dialog = await tryToJoin(app.page, address)
    await see(dialog.getByText(words))
    expect(await dialog.getByLabel('Address').inputValue()).toBe(address)
    expect(await dialog.getByLabel('Your name').inputValue()).toBe('Bob')
  })

  test('says that nobody answers where a firewall swallows every call', async () => {
    // A listener whose queue is full drops what comes, as a firewall does: nothing is answered.
    const silent = spawn('python3', ['test/support/silent_port.py'], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const { page } = await launchApp({ asItIs: true })
    try {
      const [chunk] = (await once(silent.stdout, 'data')) as [Buffer]
      const dialog = await tryToJoin(page, `127.0.0.1:${chunk.toString().trim()}`)
      await see(dialog.getByText(/Calling/))
      await see(dialog.getByText(/Nobody answers at/))
    } finally {
      silent.stdin.end()
      await once(silent, 'close')
    }
  })

  test('shows how far it is, and can be cancelled with nothing lost', async () => {
    const address = await serveSecurely('', true)
    const dialog = await tryToJoin(app.page, address)
    await see(dialog.getByText(/Waiting for the room to answer/))
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await see(dialog.getByRole('button', { name: 'Join', exact: true }))
    expect(await dialog.getByLabel('Address').inputValue()).toBe(address)
  })
})

test('a room is there again after a restart; deleted, it is one click among the recent ones', async () => {
  const dataDir = temporaryFolder()
  const ann = await launchApp()
  const address = await host(ann.page)
  const first = await launchApp({ dataDir })
  await joinRoom(first.page, address, 'Bob')
  await first.close()
  const second = await launchApp({ dataDir })
  await see(second.page.locator('[data-testid=string][data-phase=live]'))
  await second.page.getByRole('button', { name: 'Room menu' }).click()
  await second.page.getByRole('menuitem', { name: 'Delete…' }).click()
  await second.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await second.page
    .getByRole('button', { name: `Join Lab at ${address}` })
    .first()
    .click()
  await see(composer(second.page))
})

describe('the Host dialog', () => {
  async function open(app: RunningApp): Promise<Locator> {
    await app.page.getByRole('button', { name: 'Host a room' }).first().click()
    const dialog = app.page.getByRole('dialog', { name: 'Host a room' })
    await see(dialog)
    return dialog
  }

  test('offers the default port and this computer’s addresses with their kinds', async () => {
    const dialog = await open(await launchApp())
    expect(await dialog.getByLabel('Port').inputValue()).toBe('62260')
    expect(await dialog.getByLabel('Listen on').inputValue()).not.toBe('')
    await dialog.getByRole('button', { name: /addresses/i }).click()
    await see(dialog.page().getByText(/This computer only/i))
  })

  test('the keys walk through the addresses: Enter takes one, Escape closes only their list', async () => {
    const dialog = await open(await launchApp())
    const field = dialog.getByRole('combobox', { name: 'Listen on' })
    const list = dialog.getByRole('listbox', { name: 'Addresses of this computer' })
    const marked = list.getByRole('option', { selected: true })
    await field.fill('127.0.0.1')
    await field.press('ArrowDown')
    await see(marked.filter({ hasText: '127.0.0.1' }))
    await field.press('ArrowUp')
    await see(marked.filter({ hasNotText: '127.0.0.1' }))
    await field.press('Escape')
    await gone(list)
    expect(await field.inputValue()).toBe('127.0.0.1')
    await field.fill('')
    await field.press('ArrowDown')
    await field.press('ArrowDown')
    await see(marked)
    await field.press('Enter')
    await gone(list)
    await expect.poll(() => field.inputValue()).not.toBe('')
    await see(dialog)
  })

  test.each([
    ['Listen on', '192.0.2.1', /not an address of this computer/],
    ['Listen on', 'lab', /number address/],
    ['Port', '0', /whole number from 1 to 65535/],
    ['Port', '70000', /whole number from 1 to 65535/],
    ['Port', 'many', /whole number from 1 to 65535/],
    ['Port', '0x10', /whole number from 1 to 65535/],
    ['Room name', '', /no name yet/],
    ['Your name', 'x'.repeat(40), /too long/],
  ])('says what is wrong in the field %s: %j', async (field, value, words) => {
    const dialog = await open(await launchApp())
    await dialog.getByLabel('Listen on').fill('127.0.0.1')
    await dialog.getByLabel('Room name').fill('Lab')
    await dialog.getByLabel('Your name').fill('Ann')
    await dialog.getByLabel(field).fill(value)
    await dialog.getByRole('button', { name: 'Host', exact: true }).click()
    await see(dialog.getByText(words))
    expect(await dialog.getByLabel(field).getAttribute('aria-invalid')).toBe('true')
    expect(await dialog.getByLabel(field).inputValue()).toBe(value)
  })

  test('a busy port offers the next free one in one click, with nothing typed lost', async () => {
    const first = await launchApp()
    const address = await host(first.page)
    const port = Number(address.split(':').at(-1))
    const second = await launchApp()
    const dialog = await open(second)
    await dialog.getByLabel('Listen on').fill('127.0.0.1')
    await dialog.getByLabel('Port').fill(String(port))
    await dialog.getByLabel('Room name').fill('Other')
    await dialog.getByLabel('Your name').fill('Bea')
    await dialog.getByRole('button', { name: 'Host', exact: true }).click()
    await see(dialog.getByText(`Port ${port} is in use`))
    await dialog.getByRole('button', { name: /^Use port \d+$/ }).click()
    await gone(dialog)
    await see(second.page.getByRole('heading', { name: 'Other' }))
  })

  test('remembers the last choice', async () => {
    const dataDir = temporaryFolder()
    const first = await launchApp({ dataDir })
    const address = await host(first.page, { room: 'My lab', name: 'Ann' })
    await first.close()
    const dialog = await open(await launchApp({ dataDir }))
    expect(await dialog.getByLabel('Listen on').inputValue()).toBe('127.0.0.1')
    expect(await dialog.getByLabel('Port').inputValue()).toBe(address.split(':').at(-1))
    expect(await dialog.getByLabel('Room name').inputValue()).toBe('My lab')
    expect(await dialog.getByLabel('Your name').inputValue()).toBe('Ann')
  })
})

/** Presses Tab until the element has the focus, as a person without a mouse does. */
async function tabTo(wanted: Locator): Promise<void> {
  for (let tabs = 0; tabs < 30; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await wanted.page().keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${wanted}`)
}

test('the keyboard alone is enough: host, talk, leave', async () => {
  const { page } = await launchApp()
  await page.getByRole('button', { name: 'Host a room' }).first().focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Host a room' })
  await see(dialog)
  for (const [field, value] of [
    ['Listen on', '127.0.0.1'],
    ['Port', (await closedPort()).split(':')[1] ?? ''],
    ['Room name', 'Lab'],
    ['Your name', 'Ann'],
  ] as const) {
    await tabTo(dialog.getByLabel(field))
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(value)
  }
  await page.keyboard.press('Enter')
  await gone(dialog)
  await see(composer(page))
  // The composer has the focus without a click.
  await page.keyboard.type('hello')
  await page.keyboard.press('Enter')
  await see(page.locator('[data-testid=message][data-state=sent]'))
  await page.keyboard.type('/quit')
  await page.keyboard.press('Enter')
  const sure = page.getByRole('button', { name: 'Close for everybody' })
  await see(sure)
  await tabTo(sure)
  await page.keyboard.press('Enter')
  await see(page.locator('[data-testid=string][data-phase=ended]'))
})
