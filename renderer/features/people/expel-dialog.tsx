/** Asks before somebody is sent out of a hosted room, and says what that does. */
import { AlertDialog } from 'radix-ui'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { returnFocus } from '../../ui/dialog.tsx'
import { KeyCard } from '../../ui/key-glyph.tsx'

const ways = {
  remove: {
    title: (name: string) => `Remove ${name} from the room?`,
    words: 'They are told that you removed them. They can join again.',
    button: 'Remove',
  },
  ban: {
    title: (name: string) => `Ban ${name}?`,
    words:
      'They are removed, and this key cannot come in again under any name. You can undo it in the room’s settings.',
    button: 'Ban',
  },
} as const

export function ExpelDialog() {
  const expelling = useTincan((state) => state.expelling)
  const { letStay, expel } = useActions()
  if (expelling === null) return null
  const { member, how } = expelling
  const { title, words, button } = ways[how]
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && letStay()}>
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
            <AlertDialog.Title className="dialog-title">{title(member.name)}</AlertDialog.Title>
          </header>
          <div className="dialog-body">
            <AlertDialog.Description>{words}</AlertDialog.Description>
            <KeyCard of={member.id} label={`Key of ${member.name}`} />
          </div>
          <footer className="dialog-foot">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={() => expel(expelling)}>
                {button}
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
