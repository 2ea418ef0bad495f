/** The header's way to everything that brings others into the room, at any time. */
import { Popover } from 'radix-ui'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { Button } from '../../ui/button.tsx'
import { ByAddress } from './by-address.tsx'
import styles from './invite-button.module.css'
import { InviteLink } from './invite-link.tsx'

export function InviteButton({ info }: { readonly info: RoomInfo }) {
  const { hosting, id } = info
  return (
    <Popover.Root modal>
      <Popover.Trigger asChild>
        <Button look="tool" icon="share" aria-label="Invite" title="Invite others to this room">
          <span className={styles.word}>Invite</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Invite to this room"
        >
          {hosting === null ? (
            <p className={styles.words}>
              Others come in by the same address. They should see the same key, and then trust it.
            </p>
          ) : (
            <>
              <p className={styles.words}>
                Send the link. Whoever pastes it in <b>Join a room</b> reaches you and nobody else.
              </p>
              <InviteLink roomId={id} hosting={hosting} />
            </>
          )}
          <ByAddress info={info} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
