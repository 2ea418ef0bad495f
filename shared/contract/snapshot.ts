/**
 * What a window shows. The main process is the only writer; a window takes one snapshot, then
 * applies the changes whose revision follows it. Everything here is plain JSON.
 */

import type { ErrorValue } from '../domain/errors.ts'
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { Newcomer, Past, PerAddress } from '../domain/moderation.ts'

/** Somebody in a room. `host` marks the one whose computer the room lives on. */
export interface Member {
  /** Their key's fingerprint: who they are, whatever their name. */
  readonly id: Fingerprint
  readonly name: string
  readonly host: boolean
  /** The name was changed because another member has it: show the key's tag beside it. */
  readonly clash: boolean
  /** The connection was cut a moment ago; the place and the name are kept for a while. */
  readonly away: boolean
}

/** How far a join has come; shown while a person waits. */
export type JoinStage =
  | 'resolving'
  | 'dialing'
  | 'securing'
  | 'greeting'
  | 'proving'
  | 'entering'
  | 'waiting'

/** What a person must answer before a join goes on. */
export type JoinQuestion =
  /** First contact: is this the key that the host shows? */
  | {
      readonly kind: 'trust'
      readonly key: Fingerprint
      readonly address: string
      readonly room: string
    }
  | {
      readonly kind: 'password'
      readonly room: string
      /** The last try was wrong; so many are left on this connection. */
      readonly wrong: boolean
      readonly triesLeft: number
    }

/** The state of the string between the two cans. */
export type ConnectionState =
  | { readonly phase: 'connecting'; readonly stage: JoinStage }
  /** In the room, and fetching what was said meanwhile: so many events are not here yet. */
  | { readonly phase: 'catching_up'; readonly missing: number }
  | { readonly phase: 'live' }
  /** Cut. It is made again so many milliseconds after this was told; null: right now. */
  | {
      readonly phase: 'interrupted'
      readonly error: ErrorValue
      readonly retryIn: number | null
    }
  | { readonly phase: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

/** Why it ended: by our own wish, by the host's, or by accident. */
export type EndedHow = 'left' | 'closed' | 'lost' | 'refused'

export type AddressKind = 'loopback' | 'lan' | 'vpn' | 'other'

/** An address by which a room can be reached, ready to be read out or pasted into Join. */
export interface ReachableAddress {
  readonly address: string
  readonly kind: AddressKind
  /** Name of the network interface it belongs to, such as `eth0`. */
  readonly label: string
}

/** One address of this machine, as the Host dialog offers it. */
export interface OwnAddress {
  /** What to listen on: an IP address (IPv6 link-local with its zone), or `0.0.0.0` or `::` for all. */
  readonly ip: string
  readonly family: 4 | 6
  readonly kind: AddressKind | 'all'
  /** Interface name; empty for `all`. */
  readonly label: string
}

/** What only the host of a room sees. */
export interface Hosting {
  readonly port: number
  readonly addresses: readonly ReachableAddress[]
  /** The link that whoever has it can join by, without a secret in it. */
  readonly invite: string
  readonly password: boolean
  /** Nobody new comes in. */
  readonly locked: boolean
  /** The host is asked about each newcomer. */
  readonly approving: boolean
  readonly past: Past
  readonly perAddress: PerAddress
  readonly waiting: readonly Newcomer[]
  readonly banned: readonly Newcomer[]
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
  /** `seq` of the oldest message that can be had, here or from the host; last + 1 when there is none. */
  readonly oldest: number
  /** `seq` of the newest message here; 0 when there is none. */
  readonly last: number
}

/**
 * A line of the conversation. `at` is its position: a message's is its `seq`, whole and without
 * holes; a notice stands between two messages, with a fraction. Messages are kept, notices last
 * as long as the program runs.
 */
export type Entry = MessageEntry | NoticeEntry

export interface MessageEntry {
  readonly kind: 'message'
  readonly at: number
  readonly seq: number
  readonly cid: string
  readonly author: { readonly id: Fingerprint; readonly name: string }
  readonly mine: boolean
  readonly text: string
  /** Host time, milliseconds since 1970 UTC; 0 when it is not known. */
  readonly time: number
}

export interface NoticeEntry {
  readonly kind: 'notice'
  readonly at: number
  readonly time: number
  readonly notice: Notice
}

export type Notice =
  /** We came in; `asked` differs from `name` when that was taken. */
  | {
      readonly type: 'entered'
      readonly asked: string
      readonly name: string
      readonly room: string
    }
  | { readonly type: 'joined' | 'left' | 'lost'; readonly name: string }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly message: string }
  /** An event of a kind this version does not know. */
  | { readonly type: 'unknown'; readonly name: string }
  /** An event that was damaged on a disk: nobody can read it any more. */
  | { readonly type: 'unreadable' }

/** Own words that the host has not confirmed. A failed one keeps its text and can be sent again. */
export interface PendingMessage {
  readonly cid: string
  readonly text: string
  /** Local time it was said, milliseconds since 1970 UTC. */
  readonly time: number
  readonly error: ErrorValue | null
}

export interface RoomSnapshot extends RoomInfo {
  readonly members: readonly Member[]
  /** The newest SNAPSHOT_ENTRIES entries; older ones are asked for. */
  readonly entries: readonly Entry[]
  readonly pending: readonly PendingMessage[]
  /** What was typed and not sent. */
  readonly draft: string
}

/** A stretch of a conversation, oldest first, without holes. */
export interface HistoryPage {
  readonly entries: readonly Entry[]
  /** There is more before it, and after it. */
  readonly older: boolean
  readonly newer: boolean
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

/** A room joined before, one click away in the Join dialog. */
export interface RecentRoom {
  readonly address: string
  readonly room: string
  readonly name: string
  /** Milliseconds since 1970 UTC. */
  readonly time: number
}

/** A host whose key is remembered. */
export interface KnownHost {
  readonly key: Fingerprint
  /** The room's name when last joined. */
  readonly room: string
  /** Where it was met, the latest first; a hint, since computers move. */
  readonly addresses: readonly string[]
  /** Milliseconds since 1970 UTC: when it was first trusted. */
  readonly since: number
  /** How it was trusted: by an invite, a person's eyes, or the room's password. */
  readonly by: 'invite' | 'eyes' | 'password'
}

/** Who we are. */
export interface OwnIdentity {
  readonly fingerprint: Fingerprint
  /**
   * `system`: the system's key store protects the key. `file`: the file's permissions alone.
   * `later`: these for now, until the key store has shown that it keeps what it is given.
   */
  readonly protection: 'system' | 'file' | 'later'
}

/** The last choice of the Host dialog. */
export interface HostChoice {
  readonly ip: string
  readonly port: number
  readonly room: string
  readonly name: string
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
  readonly notices: readonly ErrorValue[]
}

export type Change =
  | { readonly type: 'room'; readonly room: RoomInfo }
  | { readonly type: 'members'; readonly roomId: string; readonly members: readonly Member[] }
  | { readonly type: 'entries'; readonly roomId: string; readonly entries: readonly Entry[] }
  | { readonly type: 'pending'; readonly roomId: string; readonly message: PendingMessage }
  /** The message has become an entry, or was withdrawn. */
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
  | { readonly type: 'notices'; readonly notices: readonly ErrorValue[] }

/** One push to a window. It applies on top of revision `revision - 1`, and on nothing else. */
export interface Push {
  readonly revision: number
  readonly changes: readonly Change[]
}

/** What a person may do about a start that cannot go on. */
export type StartWay = 'again' | 'backup' | 'new'

export type StartState =
  | { readonly phase: 'opening' }
  /** The key store is asked for the own key, and may ask the person first. */
  | { readonly phase: 'asking' }
  /** It cannot go on; the ways that may help, besides quitting. */
  | { readonly phase: 'stuck'; readonly error: ErrorValue; readonly ways: readonly StartWay[] }
  | { readonly phase: 'ready' }

/** How far the start has come. `step` is one more with each change, from 1 on. */
export type Starting = StartState & { readonly step: number }
