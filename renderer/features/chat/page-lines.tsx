/** The quiet lines at both ends of what is held of a conversation, while more is to come. */
import { useEffect, useRef } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './timeline.module.css'

interface PageLineProps {
  readonly info: RoomInfo
}

export function Older({ info }: PageLineProps) {
  return (
    <PageLine
      info={info}
      direction="older"
      waiting="Fetching what was said before…"
      away="Older messages are with the host. They come when you are connected."
    />
  )
}

export function Newer({ info }: PageLineProps) {
  return (
    <PageLine
      info={info}
      direction="newer"
      waiting="Fetching what was said after…"
      away="What follows is with the host. It comes when you are connected."
    />
  )
}

interface LineProps extends PageLineProps {
  readonly direction: 'older' | 'newer'
  readonly waiting: string
  /** Said when it could not be fetched for want of a connection. */
  readonly away: string
}

function PageLine({ info, direction, waiting, away }: LineProps) {
  const { loadPage } = useActions()
  const { id, connection } = info
  const failed = useTincan((state) => {
    const fault = state.unfetched[id]
    return fault?.direction === direction ? fault : undefined
  })
  const live = connection.phase === 'live'
  const missing = useRef(false)
  useEffect(() => {
    missing.current = failed !== undefined
  }, [failed])
  // What was missed comes by itself when the way to the host is there again.
  useEffect(() => {
    if (live && missing.current) void loadPage(id, direction)
  }, [live, id, direction, loadPage])
  if (failed === undefined) return <p className={styles.older}>{waiting}</p>
  return (
    <div className={styles.older}>
      <p>{live ? (failed.message ?? away) : away}</p>
      <Button look="quiet" onClick={() => void loadPage(id, direction)}>
        Try again
      </Button>
    </div>
  )
}
