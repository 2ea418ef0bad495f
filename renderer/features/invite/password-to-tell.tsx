/** The password of a room hosted here, for its host to read out or to copy. */
import { useEffect, useState } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './by-address.module.css'

interface PasswordToTellProps {
  readonly roomId: string
  /** Another value whenever the room's rules have changed, and perhaps the password with it. */
  readonly hosting: NonNullable<RoomInfo['hosting']>
}

export function PasswordToTell({ roomId, hosting }: PasswordToTellProps) {
  const { roomPassword } = useActions()
  /** Undefined until it is here; null when it is not known any more. */
  const [password, setPassword] = useState<string | null>()
  const [shown, setShown] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked anew when the room's rules have changed
  useEffect(() => {
    let over = false
    void roomPassword(roomId).then((found) => {
      if (!over) setPassword(found)
    })
    return () => {
      over = true
    }
  }, [roomPassword, roomId, hosting])

  if (password === undefined) return null
  if (password === null) {
    return (
      <p className={styles.note}>
        The room’s password is not known here any more. <b>Room settings</b> sets a new one.
      </p>
    )
  }
  return (
    <p className={styles.password}>
      <span className={styles.passwordBoth}>
        <span className={styles.passwordWords}>Password</span>
        <span className={styles.passwordText} data-testid="room-password">
          {shown ? password : '••••••••'}
        </span>
      </span>
      <Button look="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Hide' : 'Show'}
      </Button>
      <CopyButton text={password} label="Copy password" said="the password" />
    </p>
  )
}
