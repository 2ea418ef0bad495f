/** Every dialog of the window, each kept to itself: one that cannot be drawn can still be closed. */
import { assertNever } from '../shared/domain/assert-never.ts'
import { CloseDialog } from './features/chat/close-dialog.tsx'
import { DeleteDialog } from './features/chat/delete-dialog.tsx'
import { ExportDialog } from './features/chat/export-dialog.tsx'
import { LinkDialog } from './features/chat/link-dialog.tsx'
import { HostDialog } from './features/connect/host-dialog.tsx'
import { JoinDialog } from './features/connect/join-dialog.tsx'
import { RejoinDialog } from './features/connect/rejoin-dialog.tsx'
import { KnownHostsDialog } from './features/keys/known-hosts-dialog.tsx'
import { YourKeyDialog } from './features/keys/your-key-dialog.tsx'
import { ExpelDialog } from './features/people/expel-dialog.tsx'
import { RoomSettingsDialog } from './features/settings/room-settings-dialog.tsx'
import { whatLiesOpen } from './lying-open.ts'
import { useActions, useTincan } from './store/context.tsx'
import type { OpenDialog } from './store/state.ts'
import { askedRejoin } from './store/view.ts'
import { KeptDialog } from './ui/unshown.tsx'

export function Dialogs() {
  const dialog = useTincan(whatLiesOpen)
  const { closeDialog } = useActions()
  if (dialog === null) return null
  if (dialog.kind === 'rejoin') return <Rejoin />
  return (
    <KeptDialog
      what={isQuestion(dialog) ? 'question' : 'dialog'}
      of={[dialog]}
      onClose={closeDialog}
    >
      <Opened dialog={dialog} />
    </KeptDialog>
  )
}

function isQuestion({ kind }: OpenDialog): boolean {
  return kind === 'expel' || kind === 'link' || kind === 'close' || kind === 'delete'
}

function Opened({ dialog }: { readonly dialog: OpenDialog }) {
  switch (dialog.kind) {
    case 'host':
      return <HostDialog options={dialog.options} password={dialog.password} />
    case 'join':
      return <JoinDialog initial={dialog} />
    case 'hosts':
      return <KnownHostsDialog changed={dialog.changed} />
    case 'key':
      return <YourKeyDialog />
    case 'settings':
      return <RoomSettingsDialog roomId={dialog.roomId} />
    case 'export':
      return <ExportDialog roomId={dialog.roomId} />
    case 'expel':
      return <ExpelDialog expelling={dialog} />
    case 'link':
      return <LinkDialog href={dialog.href} />
    case 'close':
      return <CloseDialog roomId={dialog.roomId} />
    case 'delete':
      return <DeleteDialog roomId={dialog.roomId} />
    default:
      return assertNever(dialog)
  }
}

function Rejoin() {
  const rejoining = useTincan((state) => state.rejoining)
  const asked = useTincan((state) => askedRejoin(state.view))
  const { leave, endRejoin } = useActions()
  const close = () => {
    if (asked !== undefined) leave(asked.id)
    endRejoin()
  }
  return (
    <KeptDialog what="dialog" of={[rejoining, asked]} onClose={close}>
      <RejoinDialog />
    </KeptDialog>
  )
}
