/** What is seldom done with a room, whether it is open or past: save it, delete it. */
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'

export function RoomMenu({ roomId }: { readonly roomId: string }) {
  const { openExport, askToDelete } = useActions()
  return (
    <Menu short trigger={<IconButton icon="more" label="Room menu" hint="More" />}>
      <MenuItem onSelect={() => openExport(roomId)}>Export…</MenuItem>
      <MenuItem danger onSelect={() => askToDelete(roomId)}>
        Delete…
      </MenuItem>
    </Menu>
  )
}
