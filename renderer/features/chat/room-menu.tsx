/** What is seldom done with a room, whether it is open or past: save it, delete it. */
import { DropdownMenu } from 'radix-ui'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'

export function RoomMenu({ roomId }: { readonly roomId: string }) {
  const { openExport, askToDelete } = useActions()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="more" label="Room menu" hint="More" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu menu-short"
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <DropdownMenu.Item className="menu-item" onSelect={() => openExport(roomId)}>
            Export…
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item menu-danger" onSelect={() => askToDelete(roomId)}>
            Delete…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
