/** The rooms of this computer, or what a search through them found, and the ways to more. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { hostKeys, joinKeys } from '../../ui/shortcuts.ts'
import { Tag } from '../../ui/tag.tsx'
import { KeptPane } from '../../ui/unshown.tsx'
import { useToday } from '../../ui/use-today.ts'
import { RoomsList } from './rooms-list.tsx'
import styles from './rooms-pane.module.css'

interface RoomsPaneProps {
  /** One pane at a time fits. */
  readonly alone: boolean
  /** Where one looks for what was said. */
  readonly search: ReactNode
  /** What was found; stands in the place of the rooms. */
  readonly found: ReactNode
  /** The ways to the own key and to the hosts one knows. */
  readonly keys: ReactNode
}

export function RoomsPane(props: RoomsPaneProps) {
  const { alone } = props
  const rooms = useTincan((state) => state.view.rooms)
  const search = useTincan((state) => state.search)
  return (
    <KeptPane what="list of rooms" of={[rooms, search]} className={roomsClass(alone)}>
      <RoomsBody {...props} />
    </KeptPane>
  )
}

const roomsClass = (alone: boolean) => cx(styles.rooms, alone && styles.alone)

function RoomsBody({ alone, search, found, keys }: RoomsPaneProps) {
  const list = useRef<HTMLDivElement>(null)
  const profile = useTincan((state) => state.view.profile)
  const searching = useTincan((state) => state.search.text.trim() !== '')
  const wanted = useTincan((state) => state.search.wanted)
  const today = useToday()
  const { openHost, openJoin } = useActions()
  // Who comes back to the list goes on from the room left behind, or came to search.
  const [begin] = useState(!wanted)
  useEffect(() => {
    if (alone && begin) list.current?.querySelector<HTMLElement>('[aria-current]')?.focus()
  }, [alone, begin])
  return (
    <nav className={roomsClass(alone)} aria-label="Rooms">
      <header className={styles.head}>
        <h1 className={styles.title}>Rooms</h1>
        {profile !== '' && <Tag>{profile}</Tag>}
      </header>
      {search}
      {searching ? found : <RoomsList ref={list} today={today} />}
      <footer className={styles.foot}>
        <Button
          title={`Host a room (${hostKeys.words})`}
          aria-keyshortcuts={hostKeys.aria}
          onClick={() => void openHost()}
        >
          Host a room
        </Button>
        <Button
          title={`Join a room (${joinKeys.words})`}
          aria-keyshortcuts={joinKeys.aria}
          onClick={() => openJoin()}
        >
          Join a room
        </Button>
        {keys}
      </footer>
    </nav>
  )
}
