/** Asks before a hosted room closes for everybody in it. */
import { useActions, useTincan } from '../../store/context.tsx'
import { countWords } from '../../store/count-words.ts'
import { roomOf } from '../../store/view.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

export function CloseDialog({ roomId }: { readonly roomId: string }) {
  const { closeDialog, leave } = useActions()
  const room = useTincan((state) => roomOf(state.view, roomId))
  if (room === undefined) return null
  const others = room.members.length - 1
  return (
    <ConfirmDialog
      title="Close the room for everybody?"
      words={
        others > 0
          ? `${countWords(others, 'other person is', 'other people are')} in ${room.info.name}. They are told that you closed it.`
          : `Nobody else is in ${room.info.name} now. Its addresses stop answering.`
      }
      no="Keep it open"
      yes="Close for everybody"
      onNo={closeDialog}
      onYes={() => leave(room.info.id)}
    />
  )
}
