/** One room in the list: its name, its last words or its state, and what is unread in it. */
import { memo, useEffect, useRef } from 'react'
import { isoTime } from '../../../shared/domain/moments.ts'
import type { MessageEntry } from '../../../shared/events/conversation.ts'
import { isPreview } from '../../../shared/events/kinds.ts'
import { connectionWords } from '../../store/connection-words.ts'
import { waitingWords } from '../../store/newcomers.ts'
import { noticeRowWords } from '../../store/notice-words.ts'
import { shortMomentWords } from '../../store/time.ts'
import type { RoomView } from '../../store/view.ts'
import { roomKeys } from '../../ui/shortcuts.ts'
import srOnly from '../../ui/sr-only.module.css'
import { Tag } from '../../ui/tag.tsx'
import styles from './room-item.module.css'

interface RoomItemProps {
  readonly room: RoomView
  readonly active: boolean
  readonly today: number
  readonly onOpen: (roomId: string) => void
}

const MOST_SHOWN = 999

/** More than the line is wide. */
const LAST_CHARS = 200

export const RoomItem = memo(function RoomItem(props: RoomItemProps) {
  const { room, active, today, onOpen } = props
  const { info, unread } = room
  const row = useRef<HTMLLIElement>(null)
  // A room that was just opened may stand below the others.
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const past = info.connection.phase === 'ended' ? lastMessage(room) : undefined
  return (
    <li ref={row}>
      <button
        type="button"
        className={styles.item}
        aria-current={active ? 'page' : undefined}
        aria-keyshortcuts={roomKeys.aria}
        data-phase={info.connection.phase}
        title={`${info.name} (${roomKeys.words} to change rooms)`}
        onClick={() => onOpen(info.id)}
      >
        <span className={styles.top}>
          <bdi className={styles.name}>{info.name}</bdi>
          {info.own && <Tag>host</Tag>}
          {past !== undefined && unread === 0 && (
            <time className={styles.time} dateTime={isoTime(past.time) ?? undefined}>
              {shortMomentWords(past.time, today)}
            </time>
          )}
          {unread > 0 && (
            <span className={styles.badge}>
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
              <span className={srOnly.srOnly}> unread</span>
            </span>
          )}
        </span>
        <span className={styles.last}>{lastWords(room)}</span>
      </button>
    </li>
  )
})

function lastWords(room: RoomView): string {
  const { info, timeline } = room
  if (info.connection.phase === 'ended') {
    const message = lastMessage(room)
    return message === undefined ? connectionWords(info) : messageWords(message)
  }
  const waiting = info.connection.phase === 'live' ? (info.hosting?.waiting ?? []) : []
  if (waiting.length > 0) return waitingWords(waiting)
  if (info.connection.phase !== 'live') return connectionWords(info)
  const message = lastMessage(room)
  if (message !== undefined) return messageWords(message)
  const last = timeline.rows.at(-1)
  return last?.kind === 'notices' ? noticeRowWords(last).join(' · ') : connectionWords(info)
}

function lastMessage({ timeline }: RoomView): MessageEntry | undefined {
  return timeline.rows.findLast(
    (row): row is MessageEntry => row.kind !== 'notices' && isPreview(row.kind) && !row.withdrawn,
  )
}

function messageWords({ mine, author, text }: MessageEntry): string {
  return `${mine ? 'You' : author.name}: ${text.slice(0, LAST_CHARS)}`
}
