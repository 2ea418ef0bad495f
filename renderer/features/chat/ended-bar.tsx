/** Says what happened to a room that has ended, and offers the ways on. */
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './ended-bar.module.css'
import { endedWords } from './room-words.ts'

export function EndedBar({ info }: { readonly info: RoomInfo }) {
  const { rejoin, askToDelete, openHosts, openJoin } = useActions()
  if (info.connection.phase !== 'ended') return null
  const { error } = info.connection
  const otherKey = error?.code === 'pin_mismatch' ? error : undefined
  return (
    <div className={styles.bar} role="status">
      <p className={styles.words}>{endedWords(info)}</p>
      <div className={styles.ways}>
        {otherKey !== undefined && (
          <Button onClick={() => openHosts(String(otherKey.details.known ?? ''))}>
            Known hosts…
          </Button>
        )}
        {info.readOnly ? (
          // Whatever answers there now is a room of its own, and joined as one.
          !info.own && <Button onClick={() => openJoin(info.address)}>Join…</Button>
        ) : (
          <Button look="primary" onClick={() => rejoin(info.id)}>
            {info.own ? 'Open again' : 'Join again'}
          </Button>
        )}
        <Button title="Delete this room from this computer" onClick={() => askToDelete(info.id)}>
          Delete…
        </Button>
      </div>
    </div>
  )
}
