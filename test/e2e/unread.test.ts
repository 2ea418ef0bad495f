/** What is unread stays so over a restart. */
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { host, joinRoom, say, see, seeMessage } from '../support/people.ts'
import { callVerb } from '../support/verbs.ts'

test('what was said while the program was closed stands under the New line, and what was read does not', async () => {
  const dataDir = temporaryFolder()
  const [ann, bob] = await Promise.all([
    launchApp({ profile: 'ann' }),
    launchApp({ profile: 'bob', dataDir }),
  ])
  await joinRoom(bob.page, await host(ann.page))
  await say(ann.page, 'read by Bob')
  await seeMessage(bob.page, 'read by Bob')
  await say(bob.page, 'said by Bob')
  await seeMessage(ann.page, 'said by Bob')
  const unread = async () => {
    const answer = await callVerb(bob.page, 'snapshot')
    return answer.ok ? answer.value.rooms[0]?.unread.count : undefined
  }
  await expect.poll(unread).toBe(0)
  await bob.close()
  await say(ann.page, 'while he was away')
  await say(ann.page, 'and more')

  const again = await launchApp({ profile: 'bob', dataDir })
  await seeMessage(again.page, 'and more')
  await see(again.page.getByText('New', { exact: true }))
  const lines = (await again.page.getByRole('log').innerText()).split('\n')
  const told = ['read by Bob', 'said by Bob', 'New', 'while he was away', 'and more']
  expect(lines.filter((line) => told.includes(line))).toEqual(told)
})
