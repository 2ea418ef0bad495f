/** Nothing open yet: what Tincan is, and the two ways in. */
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { Cans } from '../../ui/cans.tsx'
import { hostKeys, joinKeys } from '../../ui/shortcuts.ts'
import { KeysEntry } from '../keys/keys-entry.tsx'
import { RecentRooms } from './recent-rooms.tsx'

export function StartScreen() {
  const { openHost, openJoin, joinRecent } = useActions()
  const recents = useTincan((state) => state.view.recents)
  const profile = useTincan((state) => state.view.profile)
  return (
    <main className="start">
      <div className="start-middle">
        <Cans />
        <h1 className="start-title">Two computers and a string</h1>
        <p className="start-words">
          One of you hosts a room and sends an invite. The others join it. Nothing in between.
        </p>
        <div className="start-ways">
          <Button
            look="primary"
            className="large"
            title={`Host a room (${hostKeys.words})`}
            aria-keyshortcuts={hostKeys.aria}
            onClick={() => void openHost()}
          >
            Host a room
          </Button>
          <Button
            className="large"
            title={`Join a room (${joinKeys.words})`}
            aria-keyshortcuts={joinKeys.aria}
            onClick={() => openJoin()}
          >
            Join a room
          </Button>
        </div>
        <RecentRooms recents={recents} onJoin={joinRecent} />
        <KeysEntry />
        {profile !== '' && (
          <p className="start-profile">
            This is the profile <bdi>{profile}</bdi>.
          </p>
        )}
      </div>
    </main>
  )
}
