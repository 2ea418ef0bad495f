/** What the handlers of the window's verbs work with; each takes what it needs of it. */
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { KeptPasswords } from '../core/identity/kept-passwords.ts'
import type { OwnKey } from '../core/identity/own-key.ts'
import type { Logger } from '../core/logger.ts'
import type { OpenRoom } from '../core/rooms/open-room.ts'
import type { PushHub } from '../core/rooms/push-hub.ts'
import type { Rooms } from '../core/rooms/rooms.ts'
import type { Warnings } from '../core/rooms/warnings.ts'
import type { KnownHosts } from '../core/settings/known-hosts.ts'
import type { Settings } from '../core/settings/settings.ts'
import type { Store } from '../core/store/store.ts'
import type { Desktop } from './desktop.ts'

export interface Services {
  readonly version: string
  readonly profile: string
  readonly logger: Logger
  readonly desktop: Desktop
  readonly own: OwnKey
  readonly store: Store
  readonly rooms: Rooms
  readonly hub: PushHub
  readonly settings: Settings
  readonly knownHosts: KnownHosts
  readonly warnings: Warnings
  readonly passwords: KeptPasswords
  /** The settings were changed; tells the window, and a person when they could not be written. */
  saved(failure: ErrorValue | null): void
  /** Our own key has become another one, or is kept in another way. */
  ownKeyChanged(): void
  /** Keeps the password of a room of our own for the next look at it; null forgets it. */
  keepPassword(room: OpenRoom, password: string | null): void
}
