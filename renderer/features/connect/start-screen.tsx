/** Nothing open yet: what Tincan is, and the two ways in. */

import type { ReactNode } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { Cans } from '../../ui/cans.tsx'
import screenStyles from '../../ui/screen.module.css'
import { hostKeys, joinKeys } from '../../ui/shortcuts.ts'
import { RecentRooms } from './recent-rooms.tsx'
import styles from './start-screen.module.css'

interface StartScreenProps {
  /** The ways to the own key and to the hosts one knows. */
  readonly keys: ReactNode
}

export function StartScreen({ keys }: StartScreenProps) {
  const { openHost, openJoin, joinRecent } = useActions()
  const recents = useTincan((state) => state.view.recents)
  const profile = useTincan((state) => state.view.profile)
  return (
    <main className={screenStyles.screen}>
      <div className={screenStyles.middle}>
        <Cans />
        <h1 className={styles.title}>Two computers and a string</h1>
        <p className={styles.words}>
          One of you hosts a room and sends an invite. The others join it. Nothing in between.
        </p>
        <div className={styles.ways}>
          <Button
            look="primary"
            size="large"
            title={`Host a room (${hostKeys.words})`}
            aria-keyshortcuts={hostKeys.aria}
            onClick={() => void openHost()}
          >
            Host a room
          </Button>
          <Button
            size="large"
            title={`Join a room (${joinKeys.words})`}
            aria-keyshortcuts={joinKeys.aria}
            onClick={() => openJoin()}
          >
            Join a room
          </Button>
        </div>
        <RecentRooms at="start" recents={recents} onJoin={joinRecent} />
        {keys}
        {profile !== '' && (
          <p className={styles.profile}>
            This is the profile <bdi>{profile}</bdi>.
          </p>
        )}
      </div>
    </main>
  )
}
