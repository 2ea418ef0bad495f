/**
 * What the composition root asks for and gives. `compose.ts` makes an {@link App} out of
 * {@link AppPorts}; the desktop shell and the tests are its two users.
 */
import type { Handlers } from '../shared/ipc.ts'
import type { Push } from '../shared/snapshot.ts'
import type { KeyStore } from './identity/identity-file.ts'

export interface Log {
  info(message: string, ...data: unknown[]): void
  warn(message: string, ...data: unknown[]): void
  error(message: string, ...data: unknown[]): void
}

/** What the core needs from outside. */
export interface AppPorts {
  /** Folder for settings; made if absent. One process a folder at a time. */
  readonly dataDir: string
  readonly version: string
  readonly profile: string
  readonly log: Log
  /** Protects the key where the system can. */
  readonly keyStore: KeyStore
  readonly desktop: {
    copy(text: string): Promise<void>
    /** Opens a link outside the app; rejects with `link_refused` for what is no http, https or mailto. */
    openLink(url: string): Promise<void>
    /** Asks the person where to save; null when they would rather not. */
    saveAs(name: string): Promise<string | null>
  }
}

export interface App {
  readonly handlers: Handlers
  /** Calls `listener` for every push to windows; returns its unsubscribe. */
  onPush(listener: (push: Push) => void): () => void
  /** Rooms that this computer hosts now; the shell asks before it quits with any open. */
  hostedRooms(): number
  /** Leaves every room with a goodbye, closes every socket and file. Safe to call twice. */
  close(): Promise<void>
}
