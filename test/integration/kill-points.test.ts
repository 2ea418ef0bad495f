/**
 * The named points of the fault loops are where their names say: what a process that was killed at
 * one has left behind, and what the others have heard of it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { MESSAGES } from '../../electron/core/store/store.ts'
import { keptIn } from '../faults/kept.ts'
import type { HostPoint, MemberPoint } from '../faults/kill-points.ts'
import { Stage } from '../faults/stage.ts'
import type { Voice } from '../faults/voice.ts'

const folderOf = (stage: Stage, voice: Voice) => join(stage.folder, voice.name)
const textsOf = (voice: Voice) => voice.printed.at(-1)?.messages.map(({ cid }) => cid)

/** Bob is in, and is killed at a point with words of his. */
async function killMemberAt(stage: Stage, bob: Voice, at: MemberPoint): Promise<string> {
  await bob.stopAt(at)
  const cid = bob.say()
  const { words } = await stage.crowd.stopped(bob)
  expect(words.map((one) => one.cid)).toEqual([cid])
  await bob.kill()
  return cid
}

/** Whether the host has heard of words by the time at which it answers somebody else. */
async function hostHas(stage: Stage, cid: string): Promise<boolean> {
  stage.host.say()
  await stage.crowd.until('the host has its own words', () => stage.host.waiting === 0)
  return textsOf(stage.host)?.includes(cid) ?? false
}

async function membersStage(): Promise<[Stage, Voice]> {
  const stage = await Stage.open({ stoppable: 'members' })
  return [stage, stage.member('Bob', true)]
}

test('starting: it runs, and has opened nothing', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  bob.start(1, { stopAt: 'starting' })
  await stage.crowd.stopped(bob)
  await bob.kill()
  expect(existsSync(join(folderOf(stage, bob), MESSAGES))).toBe(false)
})

test('opened: its data is open, for it alone, and it has called nobody', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  bob.start(1, { stopAt: 'opened' })
  await stage.crowd.stopped(bob)
  const other = new DatabaseSync(join(folderOf(stage, bob), MESSAGES))
  expect(() => other.exec('SELECT count(*) FROM sqlite_schema')).toThrow('locked')
  other.close()
  await bob.kill()
  expect((await keptIn(folderOf(stage, bob))).messages).toBe(null)
})

test('said: no disk has the words, and nobody has heard them', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  await stage.enter(bob)
  const cid = await killMemberAt(stage, bob, 'said')
  expect(await hostHas(stage, cid)).toBe(false)
  expect((await keptIn(folderOf(stage, bob))).waiting).toEqual([])
})

test('queued, then entered: the outbox has the words, and the host has not', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  await stage.enter(bob)
  const cid = await killMemberAt(stage, bob, 'queued')
  expect(await hostHas(stage, cid)).toBe(false)
  expect((await keptIn(folderOf(stage, bob))).waiting).toEqual([cid])
  bob.start(null, { stopAt: 'entered' })
  await stage.crowd.stopped(bob)
  await bob.kill()
  expect(await hostHas(stage, cid)).toBe(false)
  expect((await keptIn(folderOf(stage, bob))).waiting).toEqual([cid])
  bob.start(null)
  await stage.crowd.until('it comes out', () => bob.acknowledged.some((one) => one.cid === cid))
})

test('sent: the host gets the words, and their author does not know it', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  await stage.enter(bob)
  const cid = await killMemberAt(stage, bob, 'sent')
  await stage.crowd.until('the host has it', () => textsOf(stage.host)?.includes(cid) === true)
  expect(bob.acknowledged).toEqual([])
  expect(await keptIn(folderOf(stage, bob))).toMatchObject({ messages: [], waiting: [cid] })
})

test('heard: the words are confirmed, and neither the disk nor anybody knows', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  await stage.enter(bob)
  const cid = await killMemberAt(stage, bob, 'heard')
  expect(await hostHas(stage, cid)).toBe(true)
  expect([textsOf(bob), bob.acknowledged]).toEqual([[], []])
  expect(await keptIn(folderOf(stage, bob))).toMatchObject({ messages: [], waiting: [cid] })
})

test('kept: the words have left the outbox for the log', async () => {
  const [opened, bob] = await membersStage()
  await using stage = opened
  await stage.enter(bob)
  const cid = await killMemberAt(stage, bob, 'kept')
  const { messages, waiting } = await keptIn(folderOf(stage, bob))
  expect([messages, waiting]).toMatchObject([[{ cid, seq: 1 }], []])
  expect(bob.acknowledged).toMatchObject([{ cid, seq: 1 }])
})

/** Bob says something to a host that is killed at a point of it. */
async function killHostAt(stage: Stage, at: HostPoint): Promise<[string, Voice, Voice]> {
  const [bob, cem] = [stage.member('Bob', true), stage.member('Cem', true)]
  await stage.enter(bob)
  await stage.enter(cem)
  await stage.host.stopAt(at)
  const cid = bob.say()
  await stage.crowd.stopped(stage.host)
  await stage.host.kill()
  // What was on its way to somebody is read before the end of the connection is.
  await stage.crowd.until('the loss is noticed', () => bob.cuts === 1 && cem.cuts === 1)
  return [cid, bob, cem]
}

test.each([
  ['asked', 'neither the disk nor anybody has the words', 0, 0],
  ['committed', 'the disk has the words, and nobody was told', 1, 0],
  ['told', 'the disk has the words, the first member has heard of it, the second has not', 1, 1],
] as const)('%s: %s', async (at, _, onDisk, told) => {
  await using stage = await Stage.open({ hasty: true, stoppable: 'host' })
  const [cid, bob, cem] = await killHostAt(stage, at)
  expect([textsOf(bob), textsOf(cem)]).toEqual([[cid].slice(0, told), []])
  const { messages } = await keptIn(folderOf(stage, stage.host))
  expect(messages?.map((one) => one.cid)).toEqual([cid].slice(0, onDisk))
})

test.each(['greeted', 'admitted'] as const)(
  '%s: somebody who comes back is not in yet',
  async (at) => {
    await using stage = await Stage.open({ hasty: true, stoppable: 'host' })
    const bob = stage.member('Bob', true)
    await stage.enter(bob)
    await stage.host.kill()
    stage.startHost(null, { stopAt: at })
    await stage.crowd.stopped(stage.host)
    expect([stage.host.standing, bob.returns]).toEqual(['in', 0])
    await stage.host.kill()
    stage.startHost()
    await stage.crowd.until('it is back', () => bob.returns === 1)
  },
)
