/** The app's rooms without a window: host, join, leave, delete, and what the next start finds. */
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import { NetworkWatch } from '../../electron/core/net/network-watch.ts'
import { PushHub } from '../../electron/core/rooms/push-hub.ts'
import { Rooms } from '../../electron/core/rooms/rooms.ts'
import type { Store } from '../../electron/core/store/store.ts'
import { inviteHandlers } from '../../electron/ipc/handlers/invite.ts'
import type { Change } from '../../shared/contract/snapshot.ts'
import { AppError } from '../../shared/domain/errors.ts'
import { Loopback, Watched } from '../support/loopback.ts'

const logger = { info() {}, warn() {}, error() {} }
const LAB = {
  ...{ ip: '127.0.0.1', port: 0, room: 'Lab', name: 'Ann', password: null, approving: false },
  past: 'all',
} as const

/** One computer's rooms, and what its windows are told. Closes with the scope. */
class Computer implements AsyncDisposable {
  readonly rooms: Rooms
  readonly changes: Change[] = []
  readonly warnings: string[] = []
  readonly told = new Watched()
  readonly identity: Identity
  readonly #hub = new PushHub(systemClock, logger)
  #closed = false

  constructor(store: Store, identity: Identity) {
    this.identity = identity
    this.#hub.onPush(({ changes }) => {
      this.changes.push(...changes)
      this.told.poke()
    })
    this.rooms = new Rooms({
      clock: systemClock,
      hub: this.#hub,
      knownHosts: { verdict: () => ({ kind: 'known' }), remember: () => {} } as never,
      store,
      network: new NetworkWatch(systemClock, () => ({ interfaces: {}, uptime: 0 })),
      logger,
      identity: () => identity,
      warning: ({ code }) => this.warnings.push(code),
    })
  }

  /** The texts that windows were told as said in a room. */
  texts(roomId: string): string[] {
    return this.changes.flatMap((one) =>
      one.type === 'entries' && one.roomId === roomId
        ? one.stretch.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []))
        : [],
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) await this.rooms.close()
    this.#closed = true
    this.#hub.close()
  }
}

const addressOf = (room: {
  info: { hosting: { addresses: readonly { address: string }[] } | null }
}) => room.info.hosting?.addresses[0]?.address ?? ''

describe('the rooms of the app', () => {
  test('what is said in a room that is hosted here and joined there is told to both windows', async () => {
    await using net = new Loopback()
    await using ann = new Computer(await net.store(), await createIdentity())
    await using bob = new Computer(await net.store(), await createIdentity())
    const lab = await ann.rooms.host(LAB)
    expect(lab.info).toMatchObject({
      name: 'Lab',
      own: true,
      readOnly: false,
      self: { host: true },
    })
    const there = await bob.rooms.join('try', { address: addressOf(lab), name: 'Bob' })
    expect(there.info).toMatchObject({ name: 'Lab', own: false, hosting: null })
    there.session.say('c1', 'hello')
    await ann.told.until(() => ann.texts(lab.id).includes('hello'))
    await bob.told.until(() => bob.texts(there.id).includes('hello'))
    expect(bob.changes.some((one) => one.type === 'attempt' && one.attemptId === 'try')).toBe(true)
    expect([ann.rooms.hosted, bob.rooms.hosted]).toEqual([1, 0])
  })

  test('a look at a room changes nothing: neither its link nor what is kept of who may come in', async () => {
    await using net = new Loopback()
    const store = await net.store()
    await using ann = new Computer(store, await createIdentity())
    const lab = await ann.rooms.host({ ...LAB, password: 'five good words' })
    const kept = async () => store.access((await store.logs())[0]?.id ?? 0)
    const before = await kept()
    const [one, other] = [lab.info.hosting?.invite, lab.snapshot.hosting?.invite]
    expect(one).toContain('tincan://')
    expect(other).toBe(one)
    await lab.session.log.setFacts({})
    expect(await kept()).toEqual(before)
    expect(before).toContainEqual({
      name: 'standing',
      value: JSON.stringify(lab.hosted?.room.standing),
    })
  })

  test('after an end of the program the rooms are there again, and those that were open are entered', async () => {
    await using net = new Loopback()
    const [store, identity] = [await net.store(), await createIdentity()]
    const elsewhere = await net.host('Cem')
    {
      await using ann = new Computer(store, identity)
      const lab = await ann.rooms.host(LAB)
      lab.session.say('c1', 'kept')
      await ann.told.until(() => ann.texts(lab.id).includes('kept'))
      await ann.rooms.join('try', { address: elsewhere.address, name: 'Ann' })
      const left = await ann.rooms.host({ ...LAB, room: 'Left' })
      await left.leave()
    }
    await using again = new Computer(store, identity)
    await again.rooms.restore()
    const phaseOf = (name: string) =>
      again.rooms.snapshots.find((room) => room.name === name)?.connection.phase
    await again.told.until(
      () =>
        again.rooms.hosted === 1 &&
        again.rooms.snapshots.every(
          ({ connection }) => connection.phase === 'live' || connection.phase === 'ended',
        ),
    )
    const names = again.rooms.snapshots.map(({ name }) => name).sort()
    expect(names).toEqual(['Lab', 'Lab', 'Left'])
    expect(phaseOf('Left')).toBe('ended')
    const own = again.rooms.snapshots.find(({ own, name }) => own && name === 'Lab')
    expect(own?.stretch.entries).toMatchObject([{ kind: 'message', text: 'kept' }, {}])
  })

  test('with another key the rooms of before can be read, and are not entered', async () => {
    await using net = new Loopback()
    const store = await net.store()
    {
      await using ann = new Computer(store, await createIdentity())
      await ann.rooms.host(LAB)
    }
    await using other = new Computer(store, await createIdentity())
    await other.rooms.restore()
    expect(other.rooms.snapshots).toMatchObject([
      { name: 'Lab', readOnly: true, connection: { phase: 'ended' } },
    ])
    await other.rooms.rejoin(other.rooms.snapshots[0]?.id ?? '')
    expect(other.rooms.hosted).toBe(0)
  })

  test('a room that is deleted is left first, and nothing of it is kept', async () => {
    await using net = new Loopback()
    const store = await net.store()
    await using ann = new Computer(store, await createIdentity())
    const lab = await ann.rooms.host(LAB)
    const bob = await net.join(addressOf(lab), 'Bob')
    await ann.rooms.delete(lab.id)
    await bob.until(() => bob.session.connection.phase === 'ended')
    expect(bob.session.connection).toMatchObject({ error: { code: 'room_closed' } })
    expect([await store.logs(), ann.rooms.snapshots]).toEqual([[], []])
    expect(() => ann.rooms.get(lab.id)).toThrow('room')
  })

  test('who joins twice has one place, in the newer connection', async () => {
    await using net = new Loopback()
    const host = await net.host('Cem')
    await using ann = new Computer(await net.store(), await createIdentity())
    const first = await ann.rooms.join('one', { address: host.address, name: 'Ann' })
    const second = await ann.rooms.join('two', { address: host.address, name: 'Ann' })
    expect([second.id, ann.rooms.snapshots.length]).toEqual([first.id, 1])
    expect(second.session.connection.phase).toBe('live')
    expect(first.session.connection.phase).toBe('ended')
  })

  test('a kept password is shown as the room’s only when it is', async () => {
    await using net = new Loopback()
    await using ann = new Computer(await net.store(), await createIdentity())
    const lab = await ann.rooms.host({ ...LAB, password: 'old five good words' })
    let kept: string | null = 'old five good words'
    const passwords = { of: async () => kept, keep: async () => {} }
    const { roomPassword } = inviteHandlers({
      rooms: ann.rooms,
      passwords,
    } as unknown as Parameters<typeof inviteHandlers>[0])
    const shown = async () => (await roomPassword({ roomId: lab.id })).password
    expect(await shown()).toBe('old five good words')
    await ann.rooms.moderate(lab.id, { type: 'password', password: 'new five good words' })
    expect(await shown()).toBeNull()
    kept = 'new five good words'
    expect(await shown()).toBe('new five good words')
    await ann.rooms.moderate(lab.id, { type: 'password', password: null })
    expect(await shown()).toBeNull()
  })

  test('of two passwords at once the last one counts', async () => {
    await using net = new Loopback()
    await using ann = new Computer(await net.store(), await createIdentity())
    const lab = await ann.rooms.host(LAB)
    const one = ann.rooms.moderate(lab.id, { type: 'password', password: 'five good words here' })
    const two = ann.rooms.moderate(lab.id, { type: 'password', password: null })
    await Promise.all([one, two])
    expect(lab.hosted?.room.accessView.password).toBe(false)
  })

  test('a room that cannot be opened says why, once', async () => {
    await using net = new Loopback()
    const store: Store = {
      ...(await net.store()),
      openLog: () => Promise.reject(new AppError('storage_full')),
    }
    await using ann = new Computer(store, await createIdentity())
    await expect(ann.rooms.host(LAB)).rejects.toMatchObject({ code: 'storage_full' })
  })

  test('only a host can do what only a host can do', async () => {
    await using net = new Loopback()
    const host = await net.host('Cem')
    await using ann = new Computer(await net.store(), await createIdentity())
    const { id } = await ann.rooms.join('one', { address: host.address, name: 'Ann' })
    const lock = ann.rooms.moderate(id, { type: 'lock', locked: true })
    await expect(lock).rejects.toMatchObject({ code: 'room_unknown' })
    expect(host.hosted.room.accessView.locked).toBe(false)
  })
})
