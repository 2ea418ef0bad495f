/** Asks before a room, and all that was said in it, is deleted from this computer. */
import { AlertDialog } from 'radix-ui'
import { useActions, useTincan } from '../../store/context.tsx'
import { roomOf } from '../../store/view.ts'
import { deleteWords } from '../../store/words.ts'
import { Button } from '../../ui/button.tsx'
import { returnFocus } from '../../ui/dialog.tsx'

export function DeleteDialog() {
  const { keepRoom, deleteRoom } = useActions()
  const info = useTincan((state) => roomOf(state.view, state.deleting)?.info)
  if (info === undefined) return null
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && keepRoom()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content
          className="dialog"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus(null, null)
          }}
        >
          <header className="dialog-head">
            <AlertDialog.Title className="dialog-title">
              Delete “<bdi>{info.name}</bdi>” from this computer?
            </AlertDialog.Title>
          </header>
          <AlertDialog.Description className="dialog-body">
            {deleteWords(info)}
          </AlertDialog.Description>
          <footer className="dialog-foot">
            <AlertDialog.Cancel asChild>
              <Button>Keep it</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={() => deleteRoom(info.id)}>
                Delete
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
