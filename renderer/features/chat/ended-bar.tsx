/** Says what happened to a room that has ended, and offers the one way on. */
import type { RoomInfo } from '../../../shared/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { endedWords } from '../../store/words.ts'
import { Button } from '../../ui/button.tsx'

export function EndedBar({ info }: { readonly info: RoomInfo }) {
  const { rejoin, dismiss, openHosts } = useActions()
  if (info.connection.phase !== 'ended') return null
  const { error } = info.connection
  const otherKey = error?.code === 'pin_mismatch' ? error : undefined
  return (
    <div className="ended-bar" role="status">
      <p className="ended-words">{endedWords(info)}</p>
      <div className="ended-ways">
        {otherKey !== undefined && (
          <Button onClick={() => openHosts(String(otherKey.details.known ?? ''))}>
            Known hosts…
          </Button>
        )}
        {info.hosting === null && (
          <Button look="primary" onClick={() => rejoin(info.id)}>
            Join again
          </Button>
        )}
        <Button
          look="plain"
          title="Remove this room from the list"
          onClick={() => dismiss(info.id)}
        >
          Close
        </Button>
      </div>
    </div>
  )
}
