/** Rooms joined before: one click joins again, another forgets. */
import type { RecentRoom } from '../../../shared/contract/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'

interface RecentRoomsProps {
  readonly recents: readonly RecentRoom[]
  readonly onJoin: (recent: RecentRoom) => void
  readonly disabled?: boolean
}

export function RecentRooms({ recents, onJoin, disabled = false }: RecentRoomsProps) {
  const { forgetRecent } = useActions()
  if (recents.length === 0) return null
  return (
    <section className="recents" aria-label="Recent rooms">
      <h2 className="recents-title">Recent rooms</h2>
      <ul className="recents-list">
        {recents.map((recent) => (
          <li key={recent.address} className="recent">
            <button
              type="button"
              className="recent-join"
              disabled={disabled}
              aria-label={`Join ${recent.room} at ${recent.address}`}
              title={recent.name === '' ? undefined : `Joins as ${recent.name}`}
              onClick={() => onJoin(recent)}
            >
              <bdi className="recent-name">{recent.room}</bdi>
              <span className="recent-address">{recent.address}</span>
            </button>
            <IconButton
              icon="close"
              className="recent-forget"
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
