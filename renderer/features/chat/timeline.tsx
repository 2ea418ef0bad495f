/**
 * The conversation. Rows are drawn only where they are seen. At the end it stays at the end;
 * anywhere else it keeps its place, and older pages come in above without a jump, because a
 * row's index never changes (see store/rows.ts). Own words not yet confirmed follow the last row.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ContextProp, type ListProps, Virtuoso } from 'react-virtuoso'
import { useActions, useTincan } from '../../store/context.tsx'
import { indexOf } from '../../store/rows.ts'
import type { RoomView } from '../../store/view.ts'
import { Beginning, Older } from './beginning.tsx'
import { JumpToLatest } from './jump-to-latest.tsx'
import { moveThroughMessages } from './row-keys.ts'
import { type Stick, stickToEnd } from './stick-to-end.ts'
import { TimelineRow } from './timeline-row.tsx'
import { useToday } from './use-today.ts'

/** More frames than Virtuoso takes to measure its rows and to scroll to the first place. */
const PLACING_FRAMES = 10

export function TimelineView({ room }: { readonly room: RoomView }) {
  const { loadOlder, follow } = useActions()
  const said = useTincan((state) => state.said)
  const following = useTincan((state) => state.view.following)
  const today = useToday()
  const scroller = useRef<HTMLElement | null>(null)
  const stick = useRef<Stick | null>(null)
  const [placed, place] = usePlaced()
  const { timeline, pending, newFrom } = room
  const roomId = room.info.id

  const [begin] = useState(() => (newFrom === null ? undefined : indexOf(timeline, newFrom)))
  const [seenEnd, setSeenEnd] = useState(timeline.end)
  const end = useRef(timeline.end)
  useEffect(() => {
    end.current = timeline.end
  }, [timeline.end])

  useEffect(() => {
    if (scroller.current === null) return
    stick.current = stickToEnd(scroller.current, {
      atEnd: begin === undefined,
      onChange: (atEnd) => {
        setSeenEnd(end.current)
        follow(atEnd)
      },
    })
    return () => stick.current?.close()
  }, [begin, follow])

  const toEnd = useCallback(() => stick.current?.toEnd(), [])
  const saidBefore = useRef(said)
  useEffect(() => {
    if (said === saidBefore.current) return
    saidBefore.current = said
    toEnd()
  }, [said, toEnd])

  return (
    <div className="timeline" data-placed={placed}>
      <Virtuoso
        scrollerRef={(element) => {
          scroller.current = element instanceof HTMLElement ? element : null
        }}
        className="timeline-scroller"
        role="log"
        aria-label="Conversation"
        // Rows come and go with scrolling; what is new is announced by the app's live region.
        aria-live="off"
        onKeyDown={moveThroughMessages}
        totalCount={timeline.rows.length + pending.length}
        firstItemIndex={timeline.first}
        computeItemKey={(index) =>
          pending[index - timeline.first - timeline.rows.length]?.cid ?? index
        }
        initialTopMostItemIndex={
          begin === undefined
            ? { index: 'LAST', align: 'end' }
            : { index: begin - timeline.first, align: 'center' }
        }
        alignToBottom
        increaseViewportBy={600}
        onScroll={placed ? undefined : place}
        startReached={() => void loadOlder(roomId)}
        components={COMPONENTS}
        context={room}
        itemContent={(index) => <TimelineRow room={room} index={index} today={today} />}
      />
      {!following && placed && (
        <JumpToLatest timeline={timeline} seenEnd={seenEnd} onJump={toEnd} />
      )}
    </div>
  )
}

/**
 * Virtuoso scrolls to the place to begin at some frames after it is there, and hides its rows
 * for a fifth of a second more. Here they show with that first scroll, or after a few frames
 * when there is nothing to scroll: changing rooms feels immediate, and nothing is seen to jump.
 */
function usePlaced(): [boolean, () => void] {
  const [placed, setPlaced] = useState(false)
  const place = useCallback(() => setPlaced(true), [])
  useEffect(() => {
    let frames = PLACING_FRAMES
    let request = requestAnimationFrame(function next() {
      frames -= 1
      if (frames === 0) place()
      else request = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(request)
  }, [place])
  return [placed, place]
}

function List({ context: _, ref, style, ...rest }: ListProps & ContextProp<RoomView>) {
  return <div {...rest} ref={ref} style={{ ...style, visibility: undefined }} />
}

function Header({ context }: { readonly context: RoomView }) {
  return context.timeline.from === 0 ? <Beginning room={context} /> : <Older />
}

/** Space between the last line and the composer. */
function Footer() {
  return <div className="timeline-foot" />
}

const COMPONENTS = { Header, Footer, List }
