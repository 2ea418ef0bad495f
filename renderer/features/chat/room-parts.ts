/** What other features have a place for in a room: handed in where the window is put together. */
import type { ComponentType } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import type { RoomView } from '../../store/view.ts'

interface InfoProps {
  readonly info: RoomInfo
}

interface PeoplePaneProps {
  readonly room: RoomView
  /** It lies over the conversation. */
  readonly over: boolean
  /** One pane at a time fits. */
  readonly alone: boolean
}

export interface RoomParts {
  /** In the header: the way to everything that brings others in. */
  readonly InviteButton: ComponentType<InfoProps>
  /** Where the conversation of a room begins that is hosted here. */
  readonly Invitation: ComponentType<InfoProps>
  /** Above the conversation: who wants to come in. */
  readonly WaitingBar: ComponentType<InfoProps>
  readonly PeoplePane: ComponentType<PeoplePaneProps>
}
