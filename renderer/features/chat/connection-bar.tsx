/**
 * A slim bar while the connection is cut, with the seconds to the next try, and while what was
 * missed is fetched. Ears hear once what is the matter; the numbers are for eyes.
 */
import type { ConnectionState } from '../../../shared/domain/session.ts'
import type { MonotonicMs } from '../../../shared/domain/time.ts'
import { useActions } from '../../store/context.tsx'
import type { RoomView } from '../../store/view.ts'
import { Button } from '../../ui/button.tsx'
import srOnly from '../../ui/sr-only.module.css'
import styles from './connection-bar.module.css'
import { interruptedWords, missingWords, retryWords } from './room-words.ts'
import { useAfter, useSecondsTo } from './use-seconds.ts'

type Interrupted = Extract<ConnectionState, { phase: 'interrupted' }>

export function ConnectionBar({ room }: { readonly room: RoomView }) {
  const { connection, id } = room.info
  if (connection.phase === 'interrupted') {
    return <Cut roomId={id} connection={connection} retryAt={room.retryAt} />
  }
  if (connection.phase === 'catching_up') return <Missing missing={connection.missing} />
  return null
}

function Cut({
  roomId,
  connection,
  retryAt,
}: {
  readonly roomId: string
  readonly connection: Interrupted
  readonly retryAt: MonotonicMs | null
}) {
  const { reconnectNow } = useActions()
  const { error, retryIn } = connection
  const seconds = useSecondsTo(retryAt)
  const lead = interruptedWords(error)
  const trying = retryIn === null
  return (
    <div className={styles.bar} data-phase="interrupted">
      <p role="status" className={srOnly.srOnly}>
        {lead} Tincan tries again by itself. What you say waits here.
      </p>
      <p className={styles.words} aria-hidden="true">
        {lead} <span className={styles.when}>{retryWords(seconds)}</span>
      </p>
      {/* Stays in its place while a try is made: the focus is on it, and nothing moves. */}
      <Button size="small" aria-disabled={trying} onClick={() => !trying && reconnectNow(roomId)}>
        Try now
      </Button>
    </div>
  )
}

/** Most gaps are closed before one could read of them. */
const SHOWN_AFTER_MS = 300

function Missing({ missing }: { readonly missing: number }) {
  const shown = useAfter(SHOWN_AFTER_MS)
  if (!shown) return null
  return (
    <div className={styles.bar} data-phase="catching_up">
      <p role="status" className={srOnly.srOnly}>
        Catching up.
      </p>
      <p className={styles.words} aria-hidden="true">
        Catching up{missing > 0 && ': '}
        <span className={styles.when}>{missingWords(missing)}</span>
      </p>
    </div>
  )
}
