/**
 * A simulated connection: two queues of encoded lines, each in order. Bytes that were under way
 * when it was cut may still arrive, those after them are lost; each end learns of the cut when it
 * has read what arrived, which may be long after the other end has come back on a new one.
 */
import { encodeLine } from '../../electron/core/net/lines.ts'
import {
  type HostMessage,
  type MemberMessage,
  type Parsed,
  parseHostLine,
  parseMemberLine,
} from '../../shared/wire/protocol.ts'

export type Side = 'host' | 'member'

/** What an end of a link hears. */
export interface Ear<M> {
  heard(message: M): void
  gone(): void
}

export const lineOf = (message: HostMessage | MemberMessage): string =>
  encodeLine(message).toString('utf8').trimEnd()

/** One direction. */
class Way<M> {
  readonly #parse: (line: string) => Parsed<M>
  readonly lines: string[] = []
  /** The last `post` that was delivered, for doubling it. */
  said: string | undefined
  ear: Ear<M> | undefined
  /** Nothing more is coming. */
  ended = false

  constructor(parse: (line: string) => Parsed<M>) {
    this.#parse = parse
  }

  get ready(): boolean {
    return this.ear !== undefined && (this.lines.length > 0 || this.ended)
  }

  push(line: string): void {
    if (!this.ended && this.ear !== undefined) this.lines.push(line)
  }

  /** Only the first `most` lines of those under way arrive. */
  cut(most: number): void {
    this.lines.splice(most)
    this.ended = true
  }

  deliver(): void {
    const { ear } = this
    const line = this.lines.shift()
    if (line === undefined) {
      this.ear = undefined
      ear?.gone()
      return
    }
    if (line.startsWith('{"type":"post"')) this.said = line
    const parsed = this.#parse(line)
    if (parsed.kind !== 'message') throw new Error(`no message of ours: ${line}`)
    ear?.heard(parsed.message)
  }
}

export class Link {
  readonly toHost = new Way<MemberMessage>(parseMemberLine)
  readonly toMember = new Way<HostMessage>(parseHostLine)
  /** Its deliveries are not chosen for now. */
  slow = false

  /** Both ends have let go of it. */
  get over(): boolean {
    return this.toHost.ear === undefined && this.toMember.ear === undefined
  }

  get broken(): boolean {
    return this.toHost.ended && this.toMember.ended
  }

  steps(): (() => void)[] {
    if (this.slow) return []
    return [this.toHost, this.toMember].flatMap((way) => (way.ready ? [() => way.deliver()] : []))
  }

  /** One end closes: what it has sent still arrives, and it hears nothing any more. */
  close(side: Side): void {
    const [own, other] =
      side === 'host' ? [this.toHost, this.toMember] : [this.toMember, this.toHost]
    own.ear = undefined
    own.lines.length = 0
    other.ended = true
  }

  cut(reachHost: number, reachMember: number): void {
    this.toHost.cut(reachHost)
    this.toMember.cut(reachMember)
  }

  /** What a member says again because it cannot know that it was heard. */
  double(): void {
    if (this.toHost.said !== undefined) this.toHost.push(this.toHost.said)
  }
}
