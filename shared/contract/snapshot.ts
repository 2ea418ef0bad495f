/**
 * What a window shows. The main process is the only writer; a window takes one snapshot, then
 * applies the changes whose revision follows it. Everything here is plain JSON.
 */

import type { ErrorValue } from '../domain/errors.ts'
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { RecentRoom } from '../domain/last-used.ts'
import type { AccessView } from '../domain/moderation.ts'
import type { ReachableAddress } from '../domain/own-address.ts'
import type { OwnIdentity } from '../domain/own-identity.ts'
import type { ConnectionState, JoinQuestion, JoinStage, Member } from '../domain/session.ts'
import type { MessageEntry, PendingMessage, RowFold, Stretch } from '../events/conversation.ts'

/** What only the host of a room sees. */
export interface Hosting extends AccessView {
  readonly port: number
  readonly addresses: readonly ReachableAddress[]
  /** The standing link. In a room with a password it has a ticket in it, which stands for that. */
  readonly invite: string
}

/** What is known of a room besides what was said in it. */
export interface RoomInfo {
  /** This computer's own handle of the room, the same after a restart; not the wire's room id. */
  readonly id: string
  readonly name: string
  /** Where we joined; for a room hosted here, its first reachable address. */
  readonly address: string
  /** Set while this computer hosts the room. */
  readonly hosting: Hosting | null
  /** This computer is the room's host, whether or not it is open now. */
  readonly own: boolean
  /** The host's log is another one by now: this one is kept to read, and nothing is added. */
  readonly readOnly: boolean
  /** The host's key, as it was proven and pinned. */
  readonly hostKey: Fingerprint
  readonly connection: ConnectionState
  readonly self: Member
  /**
   * `seq` of the oldest message that can be had, here or from the host; last + 1 when there is
   * none.
   */
  readonly oldest: number
  /** `seq` of the newest message here; when there is none, the number after which they begin. */
  readonly last: number
}

export interface RoomSnapshot extends RoomInfo {
  readonly members: readonly Member[]
  /** The end of the conversation, with SNAPSHOT_ENTRIES entries; older ones are asked for. */
  readonly stretch: Stretch
  readonly pending: readonly PendingMessage[]
  /** What was typed and not sent. */
  readonly draft: string
  /** What others said and nobody has seen yet, UNREAD_MOST at most, and the `seq` of the first. */
  readonly unread: { readonly count: number; readonly from: number | null }
}

/** A message that a search found, with the words around what matched. */
export interface SearchHit {
  readonly roomId: string
  readonly room: string
  readonly message: MessageEntry
  readonly pieces: readonly { readonly text: string; readonly hit: boolean }[]
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  /** Where the hits go on; null when these are all, or (`partial`) none was found so far. */
  readonly next: number | null
  /** Older messages are still being made ready after an update, and are not found yet. */
  readonly partial: boolean
}

export interface Snapshot {
  readonly revision: number
  readonly version: string
  /** `--profile NAME`, or empty. */
  readonly profile: string
  readonly rooms: readonly RoomSnapshot[]
  readonly recents: readonly RecentRoom[]
  /** The name used last, offered in both dialogs; empty at first. */
  readonly name: string
  readonly identity: OwnIdentity
  /** Things a person should know that belong to no room (damaged settings and the like). */
  readonly warnings: readonly ErrorValue[]
}

export type Change =
  | { readonly type: 'room'; readonly room: RoomInfo }
  | { readonly type: 'members'; readonly roomId: string; readonly members: readonly Member[] }
  /** What was said, and what else happened, behind the end of what the window has been told. */
  | {
      readonly type: 'entries'
      readonly roomId: string
      readonly stretch: Stretch
      /** Some of it was said while we were not there. */
      readonly missed?: boolean
    }
  /** What stands on a row has changed. */
  | { readonly type: 'shown'; readonly roomId: string; readonly row: RowFold }
  | { readonly type: 'pending'; readonly roomId: string; readonly message: PendingMessage }
  /** The message has become an entry, or was unqueued. */
  | { readonly type: 'unpending'; readonly roomId: string; readonly cid: string }
  | { readonly type: 'removed'; readonly roomId: string }
  /** A join under way; `question` waits for the verb `answer`. A rejoin has its room's id. */
  | {
      readonly type: 'attempt'
      readonly attemptId: string
      readonly stage: JoinStage
      readonly question: JoinQuestion | null
    }
  | { readonly type: 'identity'; readonly identity: OwnIdentity }
  | { readonly type: 'settings'; readonly recents: readonly RecentRoom[]; readonly name: string }
  | { readonly type: 'warnings'; readonly warnings: readonly ErrorValue[] }

/** One push to a window. It applies on top of revision `revision - 1`, and on nothing else. */
export interface Push {
  readonly revision: number
  readonly changes: readonly Change[]
}

/** What a person may do about a start that cannot go on. */
export type StartWay = 'again' | 'backup' | 'new'

export type StartState =
  | { readonly phase: 'opening' }
  /** The messages are brought to this version: from 0 to 1. */
  | { readonly phase: 'updating'; readonly progress: number }
  /** The key store is asked for the own key, and may ask the person first. */
  | { readonly phase: 'asking' }
  /** It cannot go on; the ways that may help, besides quitting. */
  | { readonly phase: 'stuck'; readonly error: ErrorValue; readonly ways: readonly StartWay[] }
  | { readonly phase: 'ready' }

/** How far the start has come. `step` is one more with each change, from 1 on. */
export type Starting = StartState & { readonly step: number }
