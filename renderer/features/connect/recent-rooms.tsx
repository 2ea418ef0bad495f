/** Rooms joined before: one click joins again, another forgets. */
import type { RecentRoom } from '../../../shared/domain/last-used.ts'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import styles from './recent-rooms.module.css'

interface RecentRoomsProps {
  readonly at: 'start' | 'dialog'
  readonly recents: readonly RecentRoom[]
  readonly onJoin: (recent: RecentRoom) => void
  readonly disabled?: boolean
}

export function RecentRooms({ at, recents, onJoin, disabled = false }: RecentRoomsProps) {
  const { forgetRecent } = useActions()
  if (recents.length === 0) return null
  return (
    <section className={styles.recents} data-at={at} aria-label="Recent rooms">
      <h2 className={styles.title}>Recent rooms</h2>
      <ul className={styles.list}>
        {recents.map((recent) => (
          <li key={recent.address} className={styles.room}>
            <button
              type="button"
              className={styles.join}
              disabled={disabled}
              aria-label={`Join ${recent.room} at ${recent.address}`}
              title={recent.name === '' ? undefined : `Joins as ${recent.name}`}
              onClick={() => onJoin(recent)}
            >
              <bdi className={styles.name}>{recent.room}</bdi>
              <span className={styles.address}>{recent.address}</span>
            </button>
            <IconButton
              icon="close"
              className={styles.forget}
              label={`Forget ${recent.room} at ${recent.address}`}
              disabled={disabled}
              onClick={() => forgetRecent(recent.address)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
