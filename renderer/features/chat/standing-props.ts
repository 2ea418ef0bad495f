/** What the component of a kind that stands on messages is given. */
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import type { MessageEntry } from '../../../shared/events/conversation.ts'
import type { Shown, StandingName } from '../../../shared/events/kinds.ts'

export interface StandingProps<Name extends StandingName> {
  readonly room: RoomInfo
  readonly entry: MessageEntry
  /** Undefined while nothing of the kind stands there. */
  readonly shown: Shown[Name]
}
