/** What the app leaves on the disk besides messages: who may read it, and what never stands there. */
import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import {
  composer,
  host,
  inviteOf,
  joinRoom,
  say,
  see,
  seeMessage,
  tryToJoin,
} from '../support/people.ts'
import { callVerb } from '../support/verbs.ts'

const PASSWORD = 'correct horse battery staple'
const WORDS = 'our private sentence'

const logged = (dataDir: string) =>
  readdirSync(join(dataDir, 'logs'))
    .map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'))
    .join('')

test('no link, ticket, password, key or message stands in a log, whatever succeeds or fails', async () => {
  const [annDir, bobDir] = [temporaryFolder(), temporaryFolder()]
  const [ann, bob] = await Promise.all([
    launchApp({ dataDir: annDir, saves: join(annDir, 'no', 'such', 'folder') }),
    launchApp({ dataDir: bobDir }),
  ])
  const address = await host(ann.page, { password: PASSWORD })
  const link = await inviteOf(ann.page)
  const ticket = new URL(link).searchParams.get('t') ?? ''
  const key = new URL(link).searchParams.get('pk') ?? ''
  expect(ticket).toHaveLength(22)
  // Fails: a wrong password, a broken link, a link to nobody, a request that is none.
  const dialog = await tryToJoin(bob.page, address)
  await dialog.getByLabel('Password').first().fill(`${PASSWORD} wrong`)
  await dialog.getByRole('button', { name: 'Enter' }).click()
  await see(dialog.getByText('wrong'))
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  const join_ = (to: string) =>
    callVerb(bob.page, 'join', { attemptId: crypto.randomUUID(), address: to, name: 'Bob' })
  expect(await join_(`${link}&pw=x`)).toMatchObject({ ok: false })
  expect(await join_(link.replace(/a=[^&]*/, 'a=127.0.0.1:1'))).toMatchObject({ ok: false })
  expect(await callVerb(bob.page, 'say', { text: WORDS, link })).toMatchObject({ ok: false })
  // Succeeds: a join by link, words both ways, a new password, and an export that fails.
  await joinRoom(bob.page, link)
  await say(bob.page, WORDS)
  await seeMessage(ann.page, WORDS)
  const answer = await callVerb(ann.page, 'snapshot')
  const roomId = answer.ok ? answer.value.rooms[0]?.id : ''
  await callVerb(ann.page, 'moderate', { roomId, action: { type: 'password', password: PASSWORD } })
  expect(await callVerb(ann.page, 'exportRoom', { roomId, format: 'text' })).toMatchObject({
    ok: false,
  })
  await ann.kill()
  await see(bob.page.locator('[data-testid=string][data-phase=interrupted]'))
  await composer(bob.page).fill('')
  const again = await launchApp({ dataDir: annDir })
  await seeMessage(again.page, WORDS)
  await again.close()
  await bob.close()
  for (const dataDir of [annDir, bobDir]) {
    const text = logged(dataDir)
    expect(text).toContain('started in')
    for (const secret of [link, ticket, key, PASSWORD, WORDS, 'tincan:', 'BEGIN']) {
      expect(text).not.toContain(secret)
    }
  }
  expect(logged(annDir)).toContain('hosting on port')
})

test.skipIf(process.platform === 'win32')(
  'the data folder is its owner’s alone, also when it was wider at the start',
  async () => {
    const dataDir = temporaryFolder()
    const first = await launchApp({ dataDir })
    await host(first.page)
    await first.close()
    const ours = () =>
      ['', 'logs', 'logs/tincan.log', 'messages.db', 'settings.json', 'identity.json'].map(
        (name) => [name, (lstatSync(join(dataDir, name)).mode & 0o777).toString(8)],
      )
    const narrow = ours().map(([name]) => [name, name === '' || name === 'logs' ? '700' : '600'])
    expect(ours()).toEqual(narrow)
    for (const [name = ''] of narrow) chmodSync(join(dataDir, name), 0o755)
    const second = await launchApp({ dataDir })
    expect(ours()).toEqual(narrow)
    await second.close()
  },
)
