/** A room that is joined again may ask as well, or turn out to have another key: asked here. */
import { useActions, useTincan } from '../../store/context.tsx'
import { askedRejoin, roomOf } from '../../store/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { JoinSteps } from './join-steps.tsx'
import { StopStep } from './stop-step.tsx'

export function RejoinDialog() {
  const attempt = useTincan((state) => askedRejoin(state.view))
  const asking = useTincan((state) => roomOf(state.view, attempt?.id ?? null)?.info)
  const again = useTincan((state) => roomOf(state.view, state.rejoining)?.info)
  const { leave, endRejoin } = useActions()
  const connection = again?.connection

  if (attempt !== undefined && asking !== undefined) {
    // Its room is there already: giving up is leaving it, and it stays in the list.
    const cancel = () => leave(attempt.id)
    return (
      <Dialog key={attempt.id} title={`Join ${asking.name} again`} onClose={cancel}>
        <JoinSteps
          attemptId={attempt.id}
          attempt={attempt}
          address={asking.address}
          onCancel={cancel}
        />
      </Dialog>
    )
  }
  if (connection?.phase === 'ended' && connection.error?.code === 'pin_mismatch') {
    return (
      <Dialog title={`Join ${again?.name} again`} onClose={endRejoin} cross={false}>
        <StopStep error={connection.error} onClose={endRejoin} />
      </Dialog>
    )
  }
  return null
}
