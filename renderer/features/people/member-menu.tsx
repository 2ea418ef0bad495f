/** More about a member: the key to compare, and for a host the ways to send somebody out. */
import { DropdownMenu } from 'radix-ui'
import type { Member } from '../../../shared/contract/snapshot.ts'
import { readableFingerprint } from '../../../shared/domain/fingerprint.ts'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import { KeyCard } from '../../ui/key-glyph.tsx'

interface MemberMenuProps {
  readonly roomId: string
  readonly member: Member
  /** The room is hosted here, and this is somebody else. */
  readonly expellable: boolean
}

export function MemberMenu({ roomId, member, expellable }: MemberMenuProps) {
  const { copy, askToExpel } = useActions()
  const words = readableFingerprint(member.id)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="more" className="person-more" label={`More about ${member.name}`} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className="menu-label">
            <KeyCard of={member.id} label={`Key of ${member.name}`} />
          </DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" onSelect={() => void copy(words)}>
            Copy key
          </DropdownMenu.Item>
          {expellable && (
            <>
              <DropdownMenu.Separator className="menu-line" />
              <DropdownMenu.Item
                className="menu-item"
                onSelect={() => askToExpel({ roomId, member, how: 'remove' })}
              >
                Remove from room
              </DropdownMenu.Item>
              <DropdownMenu.Item
                className="menu-item menu-danger"
                onSelect={() => askToExpel({ roomId, member, how: 'ban' })}
              >
                Ban
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
