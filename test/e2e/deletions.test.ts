/** Deleted messages: gone from every window and from the search, and told of in their place. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { gone, host, joinRoom, messages, say, see, seeMessage } from '../support/people.ts'
import { runJoin, type TerminalProcess } from '../support/terminal.ts'

const deleted = (page: Page) => page.getByTestId('deleted')

/** Deletes an event by the generic command, and waits until its room has it. */
async function deleteOn(who: TerminalProcess, on: number): Promise<void> {
  const cid = `deletes-${on}`
  who.type({ post: { kind: 'deletion', on, body: {} }, cid })
  await who.until(() => who.of('sent').some((one) => one.cid === cid))
}

test('a message that its author deletes is gone in all windows, in the search and after a restart', async () => {
  const dataDir = temporaryFolder()
  const [ann, bob] = await Promise.all([
    launchApp({ profile: 'ann' }),
    launchApp({ profile: 'bob', dataDir }),
  ])
  const address = await host(ann.page)
  await joinRoom(bob.page, address)
  await using cem = await runJoin(address, 'Cem')
  cem.type({ say: 'the safe opens with 4711' })
  await say(ann.page, 'thanks')
  for (const { page } of [ann, bob]) {
    await seeMessage(page, 'the safe opens')
    await seeMessage(page, 'thanks')
  }
  await bob.page.getByRole('combobox').fill('safe')
  await see(bob.page.getByRole('option').filter({ hasText: '4711' }))

  await deleteOn(cem, 1)
  for (const { page } of [ann, bob]) {
    await see(deleted(page).filter({ hasText: 'Deleted by Cem' }))
    await gone(messages(page).filter({ hasText: '4711' }))
  }
  await gone(bob.page.getByRole('option').filter({ hasText: '4711' }))
  expect(await bob.page.content()).not.toContain('4711')

  await bob.close()
  const again = await launchApp({ profile: 'bob', dataDir })
  await see(deleted(again.page).filter({ hasText: 'Deleted by Cem' }))
  expect(await again.page.content()).not.toContain('4711')
})

test('on a deleted message nothing stands any more, and nothing can be added', async () => {
  const { page } = await launchApp()
  const address = await host(page)
  await using bob = await runJoin(address, 'Bob')
  bob.type({ say: 'a slip of the pen' })
  await seeMessage(page, 'a slip')
  bob.type({ post: { kind: 'reaction', on: 1, body: { emoji: '👍' } } })
  await see(page.getByTestId('reactions'))
  await deleteOn(bob, 1)
  await see(deleted(page))
  await gone(page.getByTestId('reactions'))
  await messages(page).first().hover()
  expect(await page.getByRole('button', { name: 'Add a reaction' }).count()).toBe(0)
})
