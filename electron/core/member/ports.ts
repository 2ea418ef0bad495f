/**
 * What a session asks of the world and tells it. `session-service.ts` lives between these.
 */
import type { Duplex } from 'node:stream'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import type { ConnectionState, JoinQuestion, JoinStage } from '../../../shared/domain/session.ts'
import type {
  Entry,
  NoticeEntry,
  PendingMessage,
  RowFold,
} from '../../../shared/events/conversation.ts'
import type { HostMessage, MemberMessage } from '../../../shared/wire/protocol.ts'
import type { Clock } from '../clock.ts'
import type { LocalEnd } from '../net/local-link.ts'
import type { LogFacts, Store, StoredEvent } from '../store/store.ts'
import type { KeptLog } from './log-port.ts'
import type { Trust } from './rules/state.ts'

/** What a session tells, in the order it happens. */
export type SessionNews =
  | { readonly type: 'connection'; readonly connection: ConnectionState }
  /** A person must answer before the join goes on: {@link SessionService.answer}. */
  | { readonly type: 'question'; readonly question: JoinQuestion }
  | { readonly type: 'members' }
  /** The next event of the log, with its row when it makes one. */
  | { readonly type: 'event'; readonly event: StoredEvent; readonly row: Entry | null }
  /** What stands on a row has changed. */
  | { readonly type: 'shown'; readonly row: RowFold }
  | { readonly type: 'notice'; readonly notice: NoticeEntry }
  | { readonly type: 'pending'; readonly message: PendingMessage }
  | { readonly type: 'unpending'; readonly cid: string; readonly seq: number | null }

/** A stream to a room whose host has proven its key. */
export interface OpenedLine {
  readonly stream: Duplex | LocalEnd<HostMessage, MemberMessage>
  readonly hostKey: Fingerprint
  /** The 32 bytes of RFC 9266 that only the two ends of this connection know. */
  readonly binding: Uint8Array
  /** Why this key is trusted; null when a person or a password must say. */
  readonly trust: Trust
}

export interface SessionOptions {
  /** The name to ask for. */
  readonly name: string
  /** Where the session goes, for people. */
  readonly address: string
  readonly ownKey: Fingerprint
  /** The secret of an invite link. */
  readonly ticket: string | null
  /** A lost connection is made again; true unless told. */
  readonly reconnect?: boolean
  readonly clock: Clock
  readonly store: Store
  /** It is the host's own: what it hears is in its log already, which is the room's. */
  readonly hosting?: boolean
  /** What was kept of this room when the program started; null for a room not entered before. */
  readonly kept?: KeptLog | null
  /** What to remember of the room besides its events. */
  readonly facts: () => Partial<LogFacts>
  /** Calls when the network may be another one, or the computer woke up. */
  readonly network?: { onChange(listener: () => void): () => void }
  /** From 0 to 1, for the time between tries. */
  readonly random?: () => number
  /** Opens a stream to the room; rejects with an AppError. */
  readonly open: (
    signal: AbortSignal,
    onStage: (stage: JoinStage) => void,
    /** The key of the room's host, when it was met before: no other will do. */
    expected: Fingerprint | null,
  ) => Promise<OpenedLine>
  /** The host's key has come to be trusted: keeps it; throws an AppError when it cannot. */
  readonly remember: (host: { key: Fingerprint; room: string; by: KnownHost['by'] }) => void
  onNews(news: SessionNews): void
}
