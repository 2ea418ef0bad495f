/** Asks before somebody is sent out of a hosted room, and says what that does. */
import { useActions } from '../../store/context.tsx'
import type { Expelling } from '../../store/state.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
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

export function ExpelDialog({ expelling }: { readonly expelling: Expelling }) {
  const { closeDialog, expel } = useActions()
  const { member, how } = expelling
  const { title, words, button } = ways[how]
  return (
    <ConfirmDialog
      title={title(member.name)}
      words={words}
      no="Cancel"
      yes={button}
      onNo={closeDialog}
      onYes={() => expel(expelling)}
    >
      <KeyCard of={member.id} label={`Key of ${member.name}`} />
    </ConfirmDialog>
  )
}
