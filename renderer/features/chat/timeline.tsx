/**
 * The conversation. Rows are drawn only where they are seen. At the end it stays at the end;
 * anywhere else it keeps its position, and pages come in above and below without a jump, because a
 * row's index never changes (see store/timeline.ts). Own words not yet confirmed follow the last row.
 * After a jump it may show an earlier stretch, whose end is not the end of the conversation.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import { type ContextProp, type ListProps, Virtuoso } from 'react-virtuoso'
import { useActions, useTincan } from '../../store/context.tsx'
import { shown } from '../../store/room-changes.ts'
import { begins, indexOf } from '../../store/timeline.ts'
import type { RoomView } from '../../store/view.ts'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { KeptRow } from '../../ui/unshown.tsx'
import { useToday } from '../../ui/use-today.ts'
import { JumpToLatest } from './jump-to-latest.tsx'
import { Newer, Older } from './page-lines.tsx'
import { RoomBeginning } from './room-beginning.tsx'
import type { RoomParts } from './room-parts.ts'
import { moveThroughMessages } from './row-keys.ts'
import styles from './timeline.module.css'
import { TimelineRow } from './timeline-row.tsx'
import { usePlaced } from './use-placed.ts'
import { useSpot } from './use-spot.ts'
import { useStick } from './use-stick.ts'

interface TimelineViewProps extends Pick<RoomParts, 'Invitation'> {
  readonly room: RoomView
}

export function TimelineView({ room, Invitation }: TimelineViewProps) {
  const { loadPage, backToLatest } = useActions()
  const following = useTincan((state) => state.view.following)
  const today = useToday()
  const scroller = useRef<HTMLElement | null>(null)
  const [placed, place] = usePlaced()
  const spot = useSpot(room.spot, scroller, placed)
  const { pending, newFrom, aside, info } = room
  const timeline = shown(room)
  const roomId = info.id

  const [begin] = useState(() => {
    const at = room.spot?.seq ?? newFrom
    return at === null ? undefined : indexOf(timeline, at)
  })
  const { toEnd, seenEnd } = useStick(scroller, {
    latest: room.timeline.last,
    atEnd: begin === undefined,
    detached: aside !== null,
    rows: timeline.rows,
  })
  // What was said last may make no row: where no row is drawn, none asks for those before it.
  const empty = timeline.rows.length === 0 && !begins(timeline, info)
  useEffect(() => {
    if (empty) void loadPage(roomId, 'older')
  }, [empty, loadPage, roomId])
  const after = aside === null ? pending : NONE
  const context = useMemo(() => ({ room, Invitation }), [room, Invitation])

  return (
    <div className={styles.timeline} data-placed={placed}>
      <Virtuoso
        scrollerRef={(element) => {
          scroller.current = element instanceof HTMLElement ? element : null
        }}
        className={styles.scroller}
        role="log"
        aria-label="Conversation"
        // Rows come and go with scrolling; what is new is announced by the app's live region.
        aria-live="off"
        onKeyDown={moveThroughMessages}
        totalCount={timeline.rows.length + after.length}
        firstItemIndex={timeline.first}
        computeItemKey={(index) =>
          after[index - timeline.first - timeline.rows.length]?.cid ?? index
        }
        initialTopMostItemIndex={
          begin === undefined
            ? { index: 'LAST', align: 'end' }
            : { index: begin - timeline.first, align: 'center' }
        }
        alignToBottom
        increaseViewportBy={600}
        // Measured a frame later, rows that leave again in that frame would never be: they and the
        // pinned end would chase each other for good.
        skipAnimationFrameInResizeObserver
        onScroll={placed ? undefined : place}
        startReached={() => void loadPage(roomId, 'older')}
        endReached={() => void loadPage(roomId, 'newer')}
        components={COMPONENTS}
        context={context}
        itemContent={(index) => (
          <KeptRow what="message" of={[room]} className={styles.unshown}>
            <TimelineRow room={room} index={index} today={today} spot={spot} />
          </KeptRow>
        )}
      />
      {(!following || aside !== null) && placed && (
        <JumpToLatest
          timeline={room.timeline}
          seenEnd={seenEnd}
          onJump={() => {
            if (aside === null) toEnd()
            else backToLatest(roomId)
            // The button goes; at the end one writes.
            document.getElementById(COMPOSER_ID)?.focus()
          }}
        />
      )}
    </div>
  )
}

const NONE: RoomView['pending'] = []

type TimelineContext = TimelineViewProps

function List({ context: _, ref, style, ...rest }: ListProps & ContextProp<TimelineContext>) {
  return <div {...rest} ref={ref} style={{ ...style, visibility: undefined }} />
}

function Header({ context }: { readonly context: TimelineContext }) {
  const { room } = context
  return begins(shown(room), room.info) ? (
    <RoomBeginning {...context} />
  ) : (
    <Older info={room.info} />
  )
}

/** Space between the last line and the composer, or what comes after an earlier stretch. */
function Footer({ context: { room } }: { readonly context: TimelineContext }) {
  return room.aside === null ? <div className={styles.foot} /> : <Newer info={room.info} />
}

const COMPONENTS = { Header, Footer, List }
