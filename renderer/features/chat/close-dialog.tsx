/** Asks before a hosted room closes for everybody in it. */
import { AlertDialog } from 'radix-ui'
import { useActions, useTincan } from '../../store/context.tsx'
import { roomOf } from '../../store/view.ts'
import { countWords } from '../../store/words.ts'
import { Button } from '../../ui/button.tsx'
import { returnFocus } from '../../ui/dialog.tsx'

export function CloseDialog() {
  const { stay, leave } = useActions()
  const room = useTincan((state) => roomOf(state.view, state.closing))
  if (room === undefined) return null
  const others = room.members.length - 1
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && stay()}>
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
              Close the room for everybody?
            </AlertDialog.Title>
          </header>
          <AlertDialog.Description className="dialog-body">
            {others > 0
              ? `${countWords(others, 'other person is', 'other people are')} in ${room.info.name}. They are told that you closed it.`
              : `Nobody else is in ${room.info.name} now. Its addresses stop answering.`}
          </AlertDialog.Description>
          <footer className="dialog-foot">
            <AlertDialog.Cancel asChild>
              <Button>Keep it open</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={() => leave(room.info.id)}>
                Close for everybody
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
