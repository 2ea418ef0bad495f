/** A room: its header, its conversation, its composer, and its people where they fit. */
import { useEffect } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { shown } from '../../store/room-changes.ts'
import type { RoomView } from '../../store/view.ts'
import { KeptPane } from '../../ui/unshown.tsx'
import type { Layout } from '../../ui/use-layout.ts'
import { PeoplePane } from '../people/people-pane.tsx'
import { WaitingBar } from '../people/waiting.tsx'
import { Composer } from './composer.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { EndedBar } from './ended-bar.tsx'
import { PEOPLE_BUTTON_ID, RoomHeader } from './room-header.tsx'
import { TimelineView } from './timeline.tsx'

export function RoomPane({ room, layout }: { readonly room: RoomView; readonly layout: Layout }) {
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
      <main className="room" aria-label={info.name} inert={over && layout === 'one'}>
        <RoomHeader room={room} layout={layout} peopleShown={over || beside} />
        <WaitingBar info={info} />
        <KeptPane what="conversation" of={[room]} className="timeline">
          <TimelineView key={`${info.id} ${shown(room).epoch}`} room={room} />
        </KeptPane>
        <ConnectionBar key={`${info.id} connection`} room={room} />
        <EndedBar info={info} />
        {writable && <Composer key={info.id} info={info} />}
      </main>
      {(over || beside) && (
        <KeptPane
          what="list of people"
          of={[room]}
          className="people"
          over={over}
          way={over ? { words: 'Hide people', go: () => togglePeople(true) } : undefined}
        >
          <PeoplePane room={room} over={over} />
        </KeptPane>
      )}
    </>
  )
}
