/** The panes of the window, as many as fit, each with what other features have a place for in it. */

import { RoomPane } from './features/chat/room-pane.tsx'
import type { RoomParts } from './features/chat/room-parts.ts'
import { StartScreen } from './features/connect/start-screen.tsx'
import { Invitation } from './features/invite/invitation.tsx'
import { InviteButton } from './features/invite/invite-button.tsx'
import { KeysEntry } from './features/keys/keys-entry.tsx'
import { PeoplePane } from './features/people/people-pane.tsx'
import { WaitingBar } from './features/people/waiting.tsx'
import { RoomsPane } from './features/rooms/rooms-pane.tsx'
import { SearchCombobox } from './features/search/search-combobox.tsx'
import { SearchField } from './features/search/search-field.tsx'
import { SearchResults } from './features/search/search-results.tsx'
import styles from './panes.module.css'
import { useTincan } from './store/context.tsx'
import { activeRoom } from './store/view.ts'
import screenStyles from './ui/screen.module.css'
import { KeptPane } from './ui/unshown.tsx'
import { useLayout } from './ui/use-layout.ts'

const roomParts: RoomParts = { InviteButton, Invitation, WaitingBar, PeoplePane }

export function Panes() {
  const layout = useLayout()
  const room = useTincan((state) => activeRoom(state.view))
  const empty = useTincan((state) => state.view.rooms.length === 0)
  const pane = useTincan((state) => state.pane)
  if (empty) {
    return (
      <KeptPane what="screen" of={[]} className={screenStyles.screen}>
        <StartScreen keys={<KeysEntry at="start" />} />
      </KeptPane>
    )
  }
  const rooms = layout !== 'one' || pane === 'rooms' || room === undefined
  const chat = room !== undefined && (layout !== 'one' || pane === 'chat')
  return (
    <div className={styles.panes} data-layout={layout}>
      {rooms && (
        <SearchCombobox>
          <RoomsPane
            alone={layout === 'one'}
            search={<SearchField />}
            found={<SearchResults />}
            keys={<KeysEntry at="rooms" />}
          />
        </SearchCombobox>
      )}
      {chat && <RoomPane room={room} layout={layout} parts={roomParts} />}
    </div>
  )
}
