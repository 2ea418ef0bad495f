/**
 * The members of the soak, all in one process: sessions that join over loopback, talk, and check
 * what they hear as it comes. Nothing is collected here, so that what grows is Tincan's.
 *
 *   node --expose-gc --import probe.ts soak-members.ts INVITE MEMBERS MESSAGES-A-SECOND DATA
 *
 * Says `in` when everybody is in the room and has talked enough to be warm. Told to talk, it says
 * so many messages, waits until everything has come back, and says `talked`; told to stop, it says
 * its {@link Tally} and leaves.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import type { SessionNews } from '../../electron/core/member/ports.ts'
import type { SessionService } from '../../electron/core/member/session-service.ts'
import { joinRoom } from '../../electron/core/rooms/joining.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { TAIL_ENTRIES } from '../../shared/domain/limits.ts'
import { forgetful } from '../support/loopback.ts'

/** What it is told. */
export type Asked = 'stop' | { readonly talk: number }

export interface Tally {
  readonly type: 'tally'
  /** What each said, by name: the cids are NAME-1, NAME-2 … and the texts the same. */
  readonly said: Readonly<Record<string, number>>
  readonly acknowledged: number
  readonly faults: readonly string[]
}

const MOST_FAULTS = 20
const faults: string[] = []
const fault = (what: string) => {
  if (faults.length < MOST_FAULTS) faults.push(what)
}

/** Asked at every piece of news. */
let check = () => {}

class SoakMember {
  readonly name: string
  said = 0
  acknowledged = 0
  last = 0
  #session: SessionService | undefined

  constructor(name: string) {
    this.name = name
  }

  async join(ports: Omit<Parameters<typeof joinRoom>[1], 'identity' | 'onNews'>): Promise<void> {
    const identity = await createIdentity()
    const onNews = (news: SessionNews) => this.#hear(news)
    const request = { address: invite, name: this.name }
    this.#session = joinRoom(request, { ...ports, identity, onNews })
    await this.#session.connect()
  }

  say(): void {
    this.said += 1
    const cid = `${this.name}-${this.said}`
    this.#session?.say(cid, cid)
  }

  leave(): void {
    this.#session?.leave()
  }

  #hear(news: SessionNews): void {
    if (news.type === 'event') {
      const { seq } = news.event
      if (this.last > 0 && seq !== this.last + 1) fault(`${this.name}: ${seq} after ${this.last}`)
      this.last = seq
    } else if (news.type === 'unpending') this.acknowledged += 1
    else if (news.type === 'pending' && news.message.error !== null) {
      fault(`${this.name}: ${news.message.cid} ${news.message.error.message}`)
    } else if (news.type === 'connection' && news.connection.phase === 'interrupted') {
      fault(`${this.name}: ${news.connection.error.message}`)
    }
    check()
  }
}

const [invite = '', count = '50', rate = '5', path = ':memory:'] = process.argv.slice(2)
const logger = { info() {}, warn() {}, error: fault }
const { store } = await openStore({ path, clock: systemClock, logger })
const members = Array.from({ length: Number(count) }, (_, n) => new SoakMember(`M${n + 1}`))
const ports = { clock: systemClock, knownHosts: forgetful, store }
for (const member of members) await member.join(ports)

/** What the members keep in memory is full before anybody looks whether it grows. */
for (let filled = 0; filled < 2 * TAIL_ENTRIES; filled += members.length) {
  for (const member of members) member.say()
  await everythingCame()
}
process.send?.({ type: 'in' })

let next = 0

async function talk(count: number): Promise<void> {
  for (let said = 0; said < count; said += 1) {
    await pause(1000 / Number(rate))
    members[next % members.length]?.say()
    next += 1
  }
  await everythingCame()
  process.send?.({ type: 'talked' })
}

async function stop(): Promise<void> {
  const said = Object.fromEntries(members.map((member) => [member.name, member.said]))
  const acknowledged = members.reduce((sum, member) => sum + member.acknowledged, 0)
  process.send?.({ type: 'tally', said, acknowledged, faults } satisfies Tally)
  for (const member of members) member.leave()
  await store.close()
}

process.on('message', (asked: Asked | 'sample') => {
  if (asked === 'stop') void stop()
  else if (asked !== 'sample') void talk(asked.talk)
})

/** Resolves when everybody has been told of everything that was said. */
function everythingCame(): Promise<void> {
  return new Promise((resolve) => {
    check = () => {
      const last = Math.max(...members.map((member) => member.last))
      if (members.some((one) => one.acknowledged < one.said || one.last < last)) return
      check = () => {}
      resolve()
    }
    check()
  })
}
