/** What stands on a message, below its words: one component a kind, in the order of this map. */
import type { ComponentType } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import type { MessageEntry } from '../../../shared/events/conversation.ts'
import type { StandingName } from '../../../shared/events/kinds.ts'
import { DeletionView } from './deletion.tsx'
import { ReactionsView } from './reactions.tsx'
import type { StandingProps } from './standing-props.ts'

const VIEWS: { readonly [Name in StandingName]: ComponentType<StandingProps<Name>> } = {
  deletion: DeletionView,
  reaction: ReactionsView,
}

interface StandingViewsProps {
  readonly room: RoomInfo
  readonly entry: MessageEntry
}

export function StandingViews(props: StandingViewsProps) {
  return (Object.keys(VIEWS) as StandingName[]).map((name) => (
    <StandingView key={name} name={name} {...props} />
  ))
}

function StandingView<Name extends StandingName>(props: StandingViewsProps & { name: Name }) {
  const { name, room, entry } = props
  const View: ComponentType<StandingProps<Name>> = VIEWS[name]
  return <View room={room} entry={entry} shown={entry.shown[name]} />
}
