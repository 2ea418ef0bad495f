/** One row of the conversation, by its index: a message, notices, or own words still pending. */
import type { AloneName } from '../../../shared/events/kinds.ts'
import { shown } from '../../store/room-changes.ts'
import { begins } from '../../store/timeline.ts'
import type { RoomView } from '../../store/view.ts'
import { clashing } from './clashing.ts'
import { groupingOf, pendingGrouped } from './grouping.ts'
import { MessageRow, PendingRow } from './message-row.tsx'
import { DayLine, NewLine, NoticeLine } from './notice-line.tsx'
import styles from './timeline.module.css'

/** How the row of each kind looks. */
const ROWS: { readonly [Name in AloneName]: typeof MessageRow } = { message: MessageRow }

interface TimelineRowProps {
  readonly room: RoomView
  readonly index: number
  readonly today: number
  /** The message that a jump led to, for a moment. */
  readonly spot: RoomView['spot']
}

export function TimelineRow({ room, index, today, spot }: TimelineRowProps) {
  const { pending, info, members, newFrom } = room
  const timeline = shown(room)
  const at = index - timeline.first
  const row = timeline.rows[at]
  if (row === undefined) {
    const message = pending[at - timeline.rows.length]
    // Virtuoso may draw once more with the count of a moment ago; an empty row would upset it.
    if (message === undefined) return <div className={styles.gap} />
    const grouped = at > timeline.rows.length || pendingGrouped(timeline.rows.at(-1), message.time)
    return (
      <PendingRow
        roomId={info.id}
        self={info.self}
        message={message}
        grouped={grouped}
        cut={info.connection.phase !== 'live' && info.connection.phase !== 'catching_up'}
        latest={message === pending.at(-1)}
        today={today}
      />
    )
  }
  const begun = begins(timeline, info)
  const Row = row.kind === 'notices' ? null : ROWS[row.kind]
  const { grouped, day, fresh } = groupingOf(timeline, index, { newFrom, begun })
  return (
    <>
      {day && <DayLine time={row.time} today={today} />}
      {fresh && <NewLine />}
      {Row !== null && row.kind !== 'notices' ? (
        <Row
          room={info}
          entry={row}
          clash={clashing(members).has(row.author.id)}
          grouped={grouped}
          spot={spot?.seq === row.seq}
          today={today}
        />
      ) : (
        row.kind === 'notices' && <NoticeLine row={row} today={today} />
      )}
    </>
  )
}
