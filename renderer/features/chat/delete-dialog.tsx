/** Asks before a room, and all that was said in it, is deleted from this computer. */
import { useActions, useTincan } from '../../store/context.tsx'
import { roomOf } from '../../store/view.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { deleteWords } from './room-words.ts'

export function DeleteDialog({ roomId }: { readonly roomId: string }) {
  const { closeDialog, deleteRoom } = useActions()
  const info = useTincan((state) => roomOf(state.view, roomId)?.info)
  if (info === undefined) return null
  return (
    <ConfirmDialog
      title={
        <>
          Delete “<bdi>{info.name}</bdi>” from this computer?
        </>
      }
      words={deleteWords(info)}
      no="Keep it"
      yes="Delete"
      onNo={closeDialog}
      onYes={() => deleteRoom(info.id)}
    />
  )
}
