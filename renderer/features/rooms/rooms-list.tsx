/** The rooms: those one is in, then the past ones, which can be read without a connection. */
import { type Ref, useId, useMemo } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { listed, type RoomView } from '../../store/view.ts'
import { KeptRow } from '../../ui/unshown.tsx'
import { RoomItem } from './room-item.tsx'
import styles from './rooms-pane.module.css'

interface RoomsListProps {
  readonly ref: Ref<HTMLDivElement>
  readonly today: number
}

export function RoomsList({ ref, today }: RoomsListProps) {
  const rooms = useTincan((state) => state.view.rooms)
  const active = useTincan((state) => state.view.active)
  const { open } = useActions()
  const heading = useId()
  const { open: now, past } = useMemo(() => listed(rooms), [rooms])
  const items = (some: readonly RoomView[]) =>
    some.map((room) => (
      <KeptRow key={room.info.id} what="room" of={[room]} as="li">
        <RoomItem room={room} active={room.info.id === active} today={today} onOpen={open} />
      </KeptRow>
    ))
  return (
    <div ref={ref} className={styles.list}>
      {now.length > 0 && <ul>{items(now)}</ul>}
      {past.length > 0 && (
        <>
          <h2 id={heading} className={styles.earlier}>
            Earlier
          </h2>
          <ul aria-labelledby={heading}>{items(past)}</ul>
        </>
      )}
    </div>
  )
}
