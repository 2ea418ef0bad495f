/** Top of a conversation: where it begins, and for a host the next step: to invite. */
import { shown } from '../../store/room-changes.ts'
import type { RoomView } from '../../store/view.ts'
import { Cans } from '../../ui/cans.tsx'
import type { RoomParts } from './room-parts.ts'
import styles from './timeline.module.css'

interface RoomBeginningProps extends Pick<RoomParts, 'Invitation'> {
  readonly room: RoomView
}

export function RoomBeginning({ room, Invitation }: RoomBeginningProps) {
  const { hosting, connection, name } = room.info
  const here = connection.phase === 'live' || connection.phase === 'catching_up'
  const open = hosting !== null && here
  return (
    <div className={styles.beginning}>
      <Cans small mood={here ? 'slack' : 'broken'} />
      {open ? (
        <>
          <h3 className={styles.beginningTitle}>
            <bdi>{name}</bdi> is open
          </h3>
          <p className={styles.beginningWords}>
            Send this link to the others. They click <b>Join a room</b> and paste it.
          </p>
          <Invitation info={room.info} />
        </>
      ) : (
        <>
          <h3 className={styles.beginningTitle}>
            <bdi>{name}</bdi>
          </h3>
          <p className={styles.beginningWords}>{words(room)}</p>
        </>
      )}
    </div>
  )
}

function words(room: RoomView): string {
  const { phase } = room.info.connection
  if (shown(room).rows.some((row) => row.kind === 'message')) {
    return 'This is where the conversation begins.'
  }
  if (phase === 'catching_up') return 'Fetching what was said before…'
  return phase === 'live'
    ? 'Nobody has said anything yet. Say hello.'
    : 'Nothing was said here that this computer has.'
}
