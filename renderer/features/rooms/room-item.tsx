/** One room in the list: its name, its last words or its state, and what is unread in it. */
import { memo } from 'react'
import type { RoomView } from '../../store/view.ts'
import { waitingWords } from '../../store/waiting.ts'
import { connectionWords, noticeRowWords } from '../../store/words.ts'
import { roomKeys } from '../../ui/shortcuts.ts'

interface RoomItemProps {
  readonly room: RoomView
  readonly active: boolean
  readonly onOpen: (roomId: string) => void
}

const MOST_SHOWN = 999

export const RoomItem = memo(function RoomItem({ room, active, onOpen }: RoomItemProps) {
  const { info, unread } = room
  return (
    <li>
      <button
        type="button"
        className="room-item"
        aria-current={active ? 'page' : undefined}
        aria-keyshortcuts={roomKeys.aria}
        data-phase={info.connection.phase}
        title={`${info.name} (${roomKeys.words} to change rooms)`}
        onClick={() => onOpen(info.id)}
      >
        <span className="room-item-top">
          <bdi className="room-item-name">{info.name}</bdi>
          {info.hosting !== null && <span className="tag">host</span>}
          {unread > 0 && (
            <span className="badge">
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
              <span className="sr-only"> unread</span>
            </span>
          )}
        </span>
        <span className="room-item-last">{lastWords(room)}</span>
      </button>
    </li>
  )
})

function lastWords(room: RoomView): string {
  const { info, timeline } = room
  const waiting = info.connection.phase === 'live' ? (info.hosting?.waiting ?? []) : []
  if (waiting.length > 0) return waitingWords(waiting)
  if (info.connection.phase !== 'live') return connectionWords(info)
  const last = timeline.rows.at(-1)
  if (last === undefined) return connectionWords(info)
  if (last.kind === 'notices') return noticeRowWords(last).join(' · ')
  return `${last.mine ? 'You' : last.author.name}: ${last.text.slice(0, 200)}`
}
