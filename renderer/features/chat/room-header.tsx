/** Name of the room, the string with its state in words, and the room's tools. */

import { connectionWords } from '../../store/connection-words.ts'
import { useActions } from '../../store/context.tsx'
import { countWords } from '../../store/count-words.ts'
import type { RoomView } from '../../store/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { StringLine } from '../../ui/cans.tsx'
import type { Layout } from '../../ui/use-layout.ts'
import { RoomMenu } from './room-menu.tsx'
import styles from './room-pane.module.css'
import type { RoomParts } from './room-parts.ts'

/** Gets the focus back when the people that lay over the conversation go. */
export const PEOPLE_BUTTON_ID = 'people-button'

interface RoomHeaderProps extends Pick<RoomParts, 'InviteButton'> {
  readonly room: RoomView
  readonly layout: Layout
  readonly peopleShown: boolean
}

export function RoomHeader({ room, layout, peopleShown, InviteButton }: RoomHeaderProps) {
  const { show, togglePeople, askToLeave, openSettings } = useActions()
  const { info, members } = room
  const { hosting, connection } = info
  const leave = hosting === null ? 'Leave room' : 'Close room'
  return (
    <header className={styles.header} data-layout={layout}>
      {layout === 'one' && (
        <IconButton icon="back" label="Back to rooms" onClick={() => show('rooms')} />
      )}
      <div className={styles.what}>
        <h2 className={styles.name} title={info.name}>
          <bdi>{info.name}</bdi>
        </h2>
        <p className={styles.state} data-phase={connection.phase}>
          <StringLine connection={connection} />
          <span className={styles.stateWords}>{connectionWords(info)}</span>
        </p>
      </div>
      <div className={styles.tools}>
        {(connection.phase === 'live' || !(info.own || info.readOnly)) && (
          <InviteButton info={info} />
        )}
        <Button
          look="tool"
          icon="people"
          id={PEOPLE_BUTTON_ID}
          aria-label="People"
          aria-pressed={peopleShown}
          title={countWords(members.length, 'person', 'people')}
          onClick={() => togglePeople(layout !== 'three')}
        >
          {members.length}
        </Button>
        {connection.phase === 'live' && hosting !== null && (
          <IconButton
            icon={hosting.locked ? 'lock' : 'settings'}
            label="Room settings"
            hint={hosting.locked ? 'Room settings (locked: nobody new comes in)' : 'Room settings'}
            onClick={() => openSettings(info.id)}
          />
        )}
        <RoomMenu roomId={info.id} />
        {connection.phase !== 'ended' && (
          <IconButton icon="leave" label={leave} onClick={() => askToLeave(info.id)} />
        )}
      </div>
    </header>
  )
}
