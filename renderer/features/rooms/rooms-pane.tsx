/** The rooms open in this window, with what is unread in each, and the ways to more. */
import { useEffect, useRef } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { hostKeys, joinKeys } from '../../ui/shortcuts.ts'
import { KeysEntry } from '../keys/keys-entry.tsx'
import { RoomItem } from './room-item.tsx'

export function RoomsPane({ alone }: { readonly alone: boolean }) {
  const list = useRef<HTMLUListElement>(null)
  // Who comes back to the list goes on from the room left behind.
  useEffect(() => {
    if (alone) list.current?.querySelector<HTMLElement>('[aria-current]')?.focus()
  }, [alone])
  const rooms = useTincan((state) => state.view.rooms)
  const active = useTincan((state) => state.view.active)
  const profile = useTincan((state) => state.view.profile)
  const { openHost, openJoin, open } = useActions()
  return (
    <nav className="rooms" aria-label="Rooms">
      <header className="rooms-head">
        <h1 className="rooms-title">Rooms</h1>
        {profile !== '' && <span className="tag">{profile}</span>}
      </header>
      <ul ref={list} className="rooms-list">
        {rooms.map((room) => (
          <RoomItem key={room.info.id} room={room} active={room.info.id === active} onOpen={open} />
        ))}
      </ul>
      <footer className="rooms-foot">
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
          onClick={openJoin}
        >
          Join a room
        </Button>
        <KeysEntry />
      </footer>
    </nav>
  )
}
