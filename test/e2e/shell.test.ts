/** The window as a cage: what the page gets, what it may not do, and how it ends. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InstanceLock } from '../../build/stand-in/instance-lock.ts'
import { CONTENT_SECURITY_POLICY } from '../../electron/desktop/app-files.ts'
import { verbs } from '../../shared/contract/channels.ts'
import { FAULT_CHARS } from '../../shared/domain/limits.ts'
import { launchApp, type RunningApp, temporaryFolder } from '../support/app.ts'
import { joinRoom, say, see, seeMessage } from '../support/people.ts'
import { runToEnd } from '../support/run-to-end.ts'
import { runHost } from '../support/terminal.ts'
import { callVerb, freePort } from '../support/verbs.ts'

const CID = '3f0c1d9e-8a53-4f0e-9b45-0d7a6f6b2a11'

/** Opens a room on a free port; its answer. */
async function host({ page }: RunningApp) {
  const port = await freePort()
  return callVerb(page, 'host', {
    ip: '127.0.0.1',
    port,
    room: 'Lab',
    name: 'Ann',
    password: null,
    approving: false,
    past: 'all',
  })
}

test('the page comes with its policy and is not sniffed', async () => {
  const { page } = await launchApp()
  const headers = await page.evaluate(async () => {
    const response = await fetch(location.href)
    return {
      policy: response.headers.get('content-security-policy'),
      sniff: response.headers.get('x-content-type-options'),
      type: response.headers.get('content-type'),
    }
  })
  expect(headers).toEqual({
    policy: CONTENT_SECURITY_POLICY,
    sniff: 'nosniff',
    type: 'text/html; charset=utf-8',
  })
})

test('the policy is in force: no inline script, no eval, no stranger’s address', async () => {
  const { page } = await launchApp()
  const outcome = await page.evaluate(async () => {
    const blocked: string[] = []
    const seen = Promise.withResolvers<void>()
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      blocked.push(effectiveDirective)
      if (blocked.length === 3) seen.resolve()
    })
    const script = document.createElement('script')
    script.textContent = 'window.broken = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.src = 'http://127.0.0.1:9/x.png'
    document.body.append(image)
    const fetched = await fetch('http://127.0.0.1:9/').then(
      () => 'came',
      () => 'blocked',
    )
    await seen.promise
    return { blocked: blocked.sort(), fetched, broken: 'broken' in window }
  })
  expect(outcome).toEqual({
    blocked: ['connect-src', 'img-src', 'script-src-elem'],
    fetched: 'blocked',
    broken: false,
  })
})

test('files outside of the pages are not there', async () => {
  const { page } = await launchApp()
  const found = await page.evaluate(async () => {
    const names = ['/..%2fmain/main.js', '/%2e%2e%2fpreload/preload.cjs', '/missing.html']
    return Promise.all(names.map(async (name) => (await fetch(name)).status))
  })
  expect(found).toEqual([404, 404, 404])
})

test('the page has the verbs of the contract and nothing of Node', async () => {
  const { page } = await launchApp()
  const seen = await page.evaluate(() => ({
    verbs: Object.keys((window as unknown as { tincan: object }).tincan).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
  }))
  expect(seen).toEqual({ verbs: [...verbs, 'onPush'].sort(), node: [] })
})

test('the preload is one small file that requires nothing but electron', () => {
  const preload = readFileSync(join(import.meta.dirname, '../../out/preload/preload.cjs'), 'utf8')
  expect(preload.length).toBeLessThan(4096)
  const required = [...preload.matchAll(/require\(["'](.+?)["']\)/g)].map((match) => match[1])
  expect(required).toEqual(['electron'])
})

test('a bad request is answered with its code and harms nothing', async () => {
  const { page } = await launchApp()
  expect(await callVerb(page, 'say', { roomId: 'none', cid: 'none', text: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'bad_request', details: { verb: 'say' } },
  })
  expect(await callVerb(page, 'say', { roomId: 'none', cid: CID, text: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'room_unknown' },
  })
})

test('what the window cannot draw is told to the log, in bounds', async () => {
  const { page, ...app } = await launchApp()
  const fault = { where: 'message', error: 'RangeError', trace: 'at MessageRow (x.js:1:2)' }
  expect(await callVerb(page, 'tellFault', fault)).toMatchObject({ ok: true })
  const words = 'the window could not draw its message: RangeError\nat MessageRow (x.js:1:2)'
  await expect.poll(() => app.output()).toContain(words)
  const long = { ...fault, trace: 'x'.repeat(FAULT_CHARS + 1) }
  expect(await callVerb(page, 'tellFault', long)).toMatchObject({ error: { code: 'bad_request' } })
})

test('the page cannot be led away, and stays what it was', async () => {
  const app = await launchApp()
  const { page } = app
  const before = page.url()
  await page.evaluate(() => {
    Object.assign(window, { marked: true })
    location.href = 'http://127.0.0.1:9/elsewhere'
  })
  await expect.poll(() => app.output()).toContain('navigation denied: http:…')
  expect(page.url()).toBe(before)
  expect(await page.evaluate(() => 'marked' in window)).toBe(true)
})

test('the page opens no window, neither by script nor by link', async () => {
  const app = await launchApp()
  const { page } = app
  expect(await page.evaluate(() => window.open('http://127.0.0.1:9/script') === null)).toBe(true)
  await expect.poll(() => app.output()).toContain('new window denied: http:…')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'http://127.0.0.1:9/link'
    link.target = '_blank'
    document.body.append(link)
    link.click()
  })
  await expect.poll(() => app.output().split('new window denied: http:…').length).toBe(3)
  await expect.poll(() => app.windows()).toBe(1)
  expect(await app.opened()).toEqual([])
})

test('the page gets no permission', async () => {
  const { page } = await launchApp()
  const states = await page.evaluate(async () => {
    const names = ['notifications', 'geolocation', 'clipboard-read'] as PermissionName[]
    const queried = await Promise.all(names.map((name) => navigator.permissions.query({ name })))
    const asked = await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code === 1 ? 'denied' : `error ${code}`),
      )
    })
    return { granted: queried.filter(({ state }) => state === 'granted').length, asked }
  })
  expect(states).toEqual({ granted: 0, asked: 'denied' })
})

test('a reload brings the page back with all it had', async () => {
  const app = await launchApp()
  const { page } = app
  expect(await host(app)).toMatchObject({ ok: true })
  await page.reload()
  expect(await callVerb(page, 'snapshot')).toMatchObject({
    ok: true,
    value: { rooms: [{ name: 'Lab', connection: { phase: 'live' } }] },
  })
})

test('links open outside in their parsed form, and only those of web and mail', async () => {
  const app = await launchApp()
  await callVerb(app.page, 'openLink', { url: 'https://EXAMPLE.org/a b' })
  await callVerb(app.page, 'openLink', { url: 'mailto:ann@example.org' })
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'no link']) {
    expect(await callVerb(app.page, 'openLink', { url })).toMatchObject({
      ok: false,
      error: { code: 'link_refused' },
    })
  }
  expect(await app.opened()).toEqual(['https://example.org/a%20b', 'mailto:ann@example.org'])
})

test('text that is copied arrives on the clipboard', async () => {
  const app = await launchApp()
  expect(await callVerb(app.page, 'copy', { text: '192.168.1.5:62260 🥫' })).toMatchObject({
    ok: true,
  })
  expect(await app.clipboard()).toBe('192.168.1.5:62260 🥫')
})

test('an app without a hosted room closes without a question', async () => {
  const dataDir = temporaryFolder()
  const app = await launchApp({ dataDir })
  // A question would get a Cancel, and keep it open.
  await app.answerDialogs(1)
  expect(await app.close()).toBe(0)
  // Not by what is printed: Chromium warns of this and that there, of which we know nothing.
  const logged = readFileSync(join(dataDir, 'logs', 'tincan.log'), 'utf8')
  expect(logged.split('\n').filter((line) => /\[(warn|error)\]/.test(line))).toEqual([])
})

test('a host is asked before its room closes with the program, and may stay', async () => {
  const app = await launchApp()
  await host(app)
  await app.answerDialogs(1)
  await app.clickClose()
  await expect.poll(() => app.dialogs()).toEqual(['Quit, and close your room for now?'])
  expect(await callVerb(app.page, 'snapshot')).toMatchObject({
    ok: true,
    value: { rooms: [{ connection: { phase: 'live' } }] },
  })
  await app.answerDialogs(0)
  expect(await app.close()).toBe(0)
})

test('a second start with the same data folder brings the first window to the front', async () => {
  const dataDir = temporaryFolder()
  const first = await launchApp({ dataDir })
  const second = await runToEnd(['--data-dir', dataDir])
  expect(second.output).toContain('Tincan is already open')
  expect(second.code).toBe(0)
  await expect.poll(() => first.raised()).toEqual(['show', 'focus'])
  expect(await callVerb(first.page, 'snapshot')).toMatchObject({ ok: true })
  expect(await first.close()).toBe(0)
  const third = await launchApp({ dataDir })
  expect(await third.close()).toBe(0)
})

test.skipIf(process.platform === 'win32')(
  'a second start while the first says its goodbyes waits for them, and then starts',
  async () => {
    const dataDir = temporaryFolder()
    const first = await launchApp({ dataDir })
    await using room = await runHost()
    await joinRoom(first.page, room.address)
    // A host that does not answer: the goodbye waits for it.
    room.child.kill('SIGSTOP')
    await say(first.page, 'My last word')
    await see(first.page.locator('[data-testid=message][data-state=pending]'))
    await first.clickClose()
    await expect.poll(() => existsSync(join(dataDir, 'leaving'))).toBe(true)
    const second = launchApp({ dataDir })
    const logFile = join(dataDir, 'logs', 'tincan.log')
    await expect.poll(() => readFileSync(logFile, 'utf8')).toContain('another start knocks')
    // The waiting start looks four times a second; here it is not left to time that it does.
    for (let looks = 0; looks < 3 && first.shell === 'stand-in'; looks += 1) {
      expect(new InstanceLock(dataDir).take(() => {})).toBe(false)
      const knocks = () => readdirSync(dataDir).filter((name) => name.startsWith('knock-'))
      await expect.poll(knocks).toEqual([])
    }
    expect(readFileSync(logFile, 'utf8').split('another start knocks')).toHaveLength(2)
    room.child.kill('SIGCONT')
    expect(await first.exited).toBe(0)
    const { page } = await second
    await seeMessage(page, 'My last word')
    expect(existsSync(join(dataDir, 'leaving'))).toBe(false)
  },
)

test('an app that was killed leaves nothing that keeps the next one from starting', async () => {
  const dataDir = temporaryFolder()
  const first = await launchApp({ dataDir })
  await first.kill()
  const second = await launchApp({ dataDir })
  expect(await second.close()).toBe(0)
})

test('a data folder that cannot be used is told, and why', async () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, '')
  const { code, output } = await runToEnd(['--data-dir', path])
  expect(output).toContain(`Tincan cannot keep its data in ${path}: there is a file in its place.`)
  expect(code).toBe(1)
})

test('an app that cannot have a log file starts all the same', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, 'logs'), '')
  const app = await launchApp({ dataDir })
  expect(await callVerb(app.page, 'snapshot')).toMatchObject({ ok: true })
  expect(app.output()).toContain('there is no log file')
  expect(await app.close()).toBe(0)
})

test('a profile is another person, and a wrong name of one is refused in a sentence', async () => {
  const app = await launchApp({ profile: 'bob' })
  expect(await callVerb(app.page, 'snapshot')).toMatchObject({ value: { profile: 'bob' } })
  const refused = await runToEnd(['--profile', '../ann'])
  expect(refused.output).toContain('--profile takes a name of 1 to 32 letters')
  expect(refused.code).toBe(2)
})

test('the window takes the sizes and the colours it is given', async () => {
  const { page, resize } = await launchApp({
    size: { width: 480, height: 700 },
    colorScheme: 'dark',
  })
  const look = () =>
    page.evaluate(() => ({
      width: innerWidth,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
    }))
  expect(await look()).toEqual({ width: 480, dark: true })
  await resize(1440, 900)
  await expect.poll(look).toEqual({ width: 1440, dark: true })
})
