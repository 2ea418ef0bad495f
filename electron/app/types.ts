/**
 * What the app asks for and gives. `starting.ts` makes a {@link MainApp} out of {@link AppPorts}
 * at once; `compose.ts` makes its {@link ComposedApp}, which takes a moment, or a person's word.
 */

import type { Handlers, LateHandlers } from '../../shared/contract/ipc.ts'
import type { Push } from '../../shared/contract/snapshot.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { KeyStore } from '../core/identity/identity-file.ts'
import type { OwnKey } from '../core/identity/own-key.ts'
import type { Logger } from '../core/logger.ts'
import type { Desktop } from '../ipc/desktop.ts'

/** What the app needs from outside. */
export interface AppPorts {
  /**
   * Holds everything: key, messages, settings, log file. Made if absent. One process a folder at a
   * time.
   */
  readonly dataDir: string
  readonly version: string
  readonly profile: string
  readonly logger: Logger
  /** Protects the key where the system can. */
  readonly keyStore: KeyStore
  readonly desktop: Desktop
}

/** What the composed app needs besides: it is there before it. */
export interface ComposePorts extends AppPorts {
  readonly own: OwnKey
  /** What the start has found, to be told when there is a window for it. */
  readonly found: readonly ErrorValue[]
  /** Hears how far an update of the messages has come, from 0 to 1. */
  onProgress(share: number): void
}

/** The app as soon as its rooms can be opened. */
export interface ComposedApp extends Omit<MainApp, 'handlers'> {
  readonly handlers: LateHandlers
}

/** The app in the main process, as Electron's shell and windows have it. */
export interface MainApp {
  readonly handlers: Handlers
  /** Calls `listener` for every push to windows; returns its unsubscribe. */
  onPush(listener: (push: Push) => void): () => void
  /** Rooms that this computer hosts now; the shell asks before it quits with any open. */
  hostedRooms(): number
  /** Leaves every room with a goodbye, closes every socket and file. Safe to call twice. */
  close(): Promise<void>
}
