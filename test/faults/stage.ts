/**
 * What every loop of the faults plays on: a host process with its data, members who come to it
 * directly or through a fault proxy, a folder for it all, and the end of the play: quiet, the
 * log read twice, and the verdict. All of it closes, and the folder goes.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInvite, parseInvite } from '../../shared/domain/invite.ts'
import { Crowd } from './crowd.ts'
import { wrongIn } from './kept.ts'
import { FaultProxy } from './proxy.ts'
import { type Account, different, judge, type Message, type Verdict } from './verdict.ts'
import type { Start, Voice } from './voice.ts'

export interface StageOptions {
  /** Set: members come through a fault proxy, whose chance falls by this seed. */
  readonly proxied?: number
  /** Members try again soon, however often they were cut; see hasty.ts. */
  readonly hasty?: boolean
  /** The host's process can be looked into; see probe.ts. */
  readonly probed?: boolean
  /** Whose processes can be stopped at named points; see kill-points.ts. */
  readonly stoppable?: 'host' | 'members'
}

/** Node's options for a process that can be looked into. */
export const PROBED = ['--expose-gc', '--import', join(import.meta.dirname, 'probe.ts')]

export class Stage implements AsyncDisposable {
  readonly crowd = new Crowd()
  readonly folder: string
  readonly host: Voice
  /** Members with a data folder. */
  readonly #kept: Voice[] = []
  readonly #flags: readonly string[]
  readonly #stoppable: StageOptions['stoppable']
  readonly #startedAt = performance.now()
  #proxy: FaultProxy | undefined
  #port = '0'

  private constructor(folder: string, options: StageOptions) {
    const { hasty = false, probed = false, stoppable } = options
    this.folder = folder
    this.#stoppable = stoppable
    this.#flags = hasty ? ['--import', join(import.meta.dirname, 'hasty.ts')] : []
    const args = ['host', '--address', '127.0.0.1', '--room', 'Lab', ...this.#keep('Ann')]
    this.host = this.crowd.add({
      name: 'Ann',
      args,
      ...(probed && { flags: PROBED, channel: true }),
      stoppable: stoppable === 'host',
    })
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'tincan-faults-')), options)
    const { proxied } = options
    try {
      stage.startHost(1)
      await stage.crowd.until('the host listens', () => stage.host.standing === 'in')
      const { port } = stage.host
      stage.#port = String(port)
      if (proxied !== undefined) stage.#proxy = await FaultProxy.open({ port, seed: proxied })
      return stage
    } catch (error) {
      await stage[Symbol.asyncDispose]()
      throw error
    }
  }

  get proxy(): FaultProxy {
    if (this.#proxy === undefined) throw new Error('this stage has no proxy')
    return this.#proxy
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000
  }

  get members(): readonly Voice[] {
    return this.crowd.voices.filter((voice) => voice !== this.host)
  }

  /** At the same port, with the same data and key; listens when its standing is `in`. */
  startHost(from: number | null = null, { more = [], ...start }: Start = {}): void {
    this.host.start(from, { ...start, more: ['--port', this.#port, ...more] })
  }

  /** A member with a key of its own, not started. `kept` ones have a data folder. */
  member(name: string, kept: boolean): Voice {
    const files = kept ? this.#keep(name) : ['--identity', join(this.folder, `${name}.key`)]
    const args = ['join', this.#link(), ...files]
    const stoppable = this.#stoppable === 'members'
    const member = this.crowd.add({ name, args, flags: this.#flags, stoppable })
    if (kept) this.#kept.push(member)
    return member
  }

  /** Starts members and waits until they are in. */
  async enter(...members: Voice[]): Promise<void> {
    for (const member of members) member.start(1)
    await this.crowd.until('everybody is in', () => members.every((one) => one.standing === 'in'))
  }

  /** Resolves when everybody who lives is in and has nothing that waits. */
  quiet(net?: number): Promise<void> {
    const living = () => this.crowd.voices.filter(({ alive }) => alive)
    return this.crowd.until(
      'everybody is in and everything is acknowledged',
      () => living().every((one) => one.standing === 'in' && one.waiting === 0),
      net,
    )
  }

  /**
   * The log as somebody reads it who comes now. The newcomer's own word is its end: everything
   * that was said before is before it.
   */
  async readLog(): Promise<readonly Message[]> {
    const args = ['join', this.host.invite, '--from', '1']
    const reader = this.crowd.add({ name: 'Zoe', args })
    reader.start(1)
    reader.say()
    await this.quiet()
    const end = reader.acknowledged[0]?.seq ?? 0
    await this.crowd.until('the newcomer has read it all', () => reader.seen >= end)
    return messagesOf(reader)
  }

  /**
   * The end: reads the log as a newcomer, as the host started anew and from every data folder, and
   * judges everything. Nobody is left afterwards.
   * @param more what else can be wrong with it
   */
  async finish(more: (account: Account) => string[] = () => []): Promise<Verdict> {
    await this.quiet()
    const log = await this.readLog()
    const end = log.length
    const living = this.crowd.voices.filter(({ alive }) => alive)
    await this.crowd.until('everybody has seen the end', () =>
      living.every((one) => one.seen >= end),
    )
    // Judged while they live: who lives must have the end of the log.
    const account = this.crowd.account(log)
    const verdict = judge(account)
    await this.host.kill()
    this.startHost(1, { more: ['--from', '1'] })
    await this.crowd.until('the host prints its log', () => this.host.seen >= end)
    const again = this.host.printed.slice(-1).flatMap((printed) => different(printed, log))
    for (const member of this.members) await member.leave()
    await this.host.leave()
    const kept = [this.host, ...this.#kept].map(({ name }) =>
      wrongIn(join(this.folder, name), name, log),
    )
    const faults = [
      ...more(account),
      ...verdict.faults,
      ...again,
      ...(await Promise.all(kept)).flat(),
    ]
    return { ...verdict, faults: [...faults, ...this.crowd.trouble] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crowd[Symbol.asyncDispose]()
    await this.#proxy?.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  #keep(name: string): string[] {
    const [data, key] = [join(this.folder, name), join(this.folder, `${name}.key`)]
    return ['--data', data, '--identity', key]
  }

  /** The host's link, with the proxy's address when there is one. */
  #link(): string {
    const parsed = parseInvite(this.host.invite)
    if (!parsed.ok) throw new Error(`this is no invite: ${parsed.reason}`)
    const { invite } = parsed
    if (this.#proxy === undefined) return this.host.invite
    return formatInvite({ ...invite, addresses: [{ host: '127.0.0.1', port: this.#proxy.port }] })
  }
}

function messagesOf(voice: Voice): readonly Message[] {
  return voice.printed.at(-1)?.messages ?? []
}
