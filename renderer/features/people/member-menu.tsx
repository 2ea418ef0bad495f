/** More about a member: the key to compare, and for a host the ways to send somebody out. */

import { readableFingerprint } from '../../../shared/domain/fingerprint.ts'
import type { Member } from '../../../shared/domain/session.ts'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import { KeyCard } from '../../ui/key-glyph.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx'
import styles from './people.module.css'

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
    <Menu
      trigger={
        <IconButton icon="more" className={styles.more} label={`More about ${member.name}`} />
      }
    >
      <MenuLabel>
        <KeyCard of={member.id} label={`Key of ${member.name}`} small />
      </MenuLabel>
      <MenuItem onSelect={() => void copy(words)}>Copy key</MenuItem>
      {expellable && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => askToExpel({ roomId, member, how: 'remove' })}>
            Remove from room
          </MenuItem>
          <MenuItem danger onSelect={() => askToExpel({ roomId, member, how: 'ban' })}>
            Ban
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
