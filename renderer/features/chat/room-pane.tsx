/** A room: its header, its conversation, its composer, and its people where they fit. */
import { useEffect } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { shown } from '../../store/room-changes.ts'
import type { RoomView } from '../../store/view.ts'
import { KeptPane } from '../../ui/unshown.tsx'
import type { Layout } from '../../ui/use-layout.ts'
import { Composer } from './composer.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { EndedBar } from './ended-bar.tsx'
import { PEOPLE_BUTTON_ID, RoomHeader } from './room-header.tsx'
import styles from './room-pane.module.css'
import type { RoomParts } from './room-parts.ts'
import timelineStyles from './timeline.module.css'
import { TimelineView } from './timeline.tsx'

interface RoomPaneProps {
  readonly room: RoomView
  readonly layout: Layout
  readonly parts: RoomParts
}

/** The room, and what stands in its place when it cannot be drawn. */
export function RoomPane(props: RoomPaneProps) {
  const { show } = useActions()
  const back = { words: 'Back to rooms', go: () => show('rooms') }
  return (
    <KeptPane
      what="room"
      of={[props.room]}
      className={styles.room}
      way={props.layout === 'one' ? back : undefined}
    >
      <Room {...props} />
    </KeptPane>
  )
}

function Room({ room, layout, parts }: RoomPaneProps) {
  const { InviteButton, Invitation, WaitingBar, PeoplePane } = parts
  const over = useTincan((state) => state.peopleOver) && layout !== 'three'
  const beside = useTincan((state) => state.peopleBeside) && layout === 'three'
  const { togglePeople } = useActions()
  // Nothing can be said where nothing is added any more; what was typed before can be copied out.
  const writable = useTincan(
    ({ drafts }) => !room.info.readOnly || (drafts[room.info.id] ?? '') !== '',
  )
  const { info } = room

  useEffect(() => {
    if (!over) return
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) togglePeople(true)
    }
    window.addEventListener('keydown', close)
    return () => {
      window.removeEventListener('keydown', close)
      if (document.activeElement === document.body) {
        document.getElementById(PEOPLE_BUTTON_ID)?.focus()
      }
    }
  }, [over, togglePeople])

  return (
    <>
      <main className={styles.room} aria-label={info.name} inert={over && layout === 'one'}>
        <RoomHeader
          room={room}
          layout={layout}
          peopleShown={over || beside}
          InviteButton={InviteButton}
        />
        <WaitingBar info={info} />
        <KeptPane what="conversation" of={[room]} className={timelineStyles.timeline}>
          <TimelineView
            key={`${info.id} ${shown(room).epoch}`}
            room={room}
            Invitation={Invitation}
          />
        </KeptPane>
        <ConnectionBar key={`${info.id} connection`} room={room} />
        <EndedBar info={info} />
        {writable && <Composer key={info.id} info={info} />}
      </main>
      {(over || beside) && <PeoplePane room={room} over={over} alone={layout === 'one'} />}
    </>
  )
}
