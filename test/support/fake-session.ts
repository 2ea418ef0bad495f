/** A session that does nothing by itself: a test turns it, and sees what it was asked. */
import { ConversationTail } from '../../electron/core/member/conversation-tail.ts'
import type { SessionNews } from '../../electron/core/member/ports.ts'
import type { SessionService } from '../../electron/core/member/session-service.ts'
import type { LogFacts, LogInfo } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import type { ConnectionState, Member } from '../../shared/domain/session.ts'
import { unixMs } from '../../shared/domain/time.ts'
import type { Entry, PendingMessage } from '../../shared/events/conversation.ts'
import { ann, bob } from './pure-session.ts'

/** A log in which we are Bob, in a room of Ann's at 127.0.0.1:7000. */
export function logOf(id: number, more: Partial<LogInfo> = {}): LogInfo {
  const key = { roomId: `r-${id}`, hostKey: ann.id, ownKey: bob.id }
  const addresses = [{ host: '127.0.0.1', port: 7000 }]
  const facts = { room: 'Lab', name: 'Bob', addresses, hosting: false, open: false, floor: 1 }
  const kept = { id, readOnly: false, first: 1, last: 0, draft: '' }
  return { ...key, ...facts, ...kept, ...more }
}

/** Bob's words, as an entry. */
export const spoken = (seq: number, text: string): Entry => ({
  ...{ kind: 'message', at: seq, seq, cid: `c-${seq}`, time: unixMs(7), text },
  withdrawn: false,
  shown: {},
  folded: seq,
  author: { id: bob.id, name: bob.name },
  mine: true,
})

export const waitingWords = (cid: string): PendingMessage => ({
  cid,
  kind: 'message',
  on: null,
  body: { text: `words of ${cid}` },
  time: unixMs(1),
  error: null,
})

export class FakeSession {
  /** What it was asked, in order. */
  readonly asked: string[] = []
  readonly facts: Partial<LogFacts>[] = []
  readonly tail = new ConversationTail(0)
  connection: ConnectionState = { phase: 'ended', how: 'left', error: null }
  room: SessionService['room'] = null
  self: Member | null = null
  hostKey: Fingerprint | null = null
  members: Member[] = []
  pending: PendingMessage[] = []
  oldest = 1
  address = 'typed.example:1'
  info: LogInfo | null
  /** What `connect` comes to; without one, the session is live at once. */
  outcome: () => Promise<void> = async () => this.enter()
  readonly #onNews: (news: SessionNews) => void

  constructor(info: LogInfo | null, onNews: (news: SessionNews) => void = () => {}) {
    this.info = info
    this.#onNews = onNews
  }

  get log() {
    const setFacts = async (facts: Partial<LogFacts>) => {
      this.asked.push('setFacts')
      this.facts.push(facts)
      return null
    }
    return { info: this.info, tail: this.tail, setFacts }
  }

  /** As the program takes it. */
  get service(): SessionService {
    return this as unknown as SessionService
  }

  tell(news: SessionNews): void {
    this.#onNews(news)
  }

  turn(connection: ConnectionState): void {
    this.connection = connection
    this.tell({ type: 'connection', connection })
  }

  /** Bob is in, with Ann. */
  enter(): void {
    this.room = { id: 'r', name: 'Lab' }
    this.self = bob
    this.hostKey = ann.id
    this.members = [ann, bob]
    this.turn({ phase: 'live' })
  }

  async connect(): Promise<void> {
    this.asked.push('connect')
    await this.outcome()
  }

  resume(): void {
    this.asked.push('resume')
  }

  async drain(): Promise<void> {
    this.asked.push('drain')
  }

  answer(): void {
    this.asked.push('answer')
  }

  leave(): void {
    this.asked.push('leave')
    if (this.connection.phase === 'ended') return
    this.turn({ phase: 'ended', how: 'left', error: null })
  }
}
