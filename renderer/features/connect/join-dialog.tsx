/**
 * Join: an address or link and a name. While it connects the form rests and the stage is told;
 * what the join asks takes the form's place. Escape or Cancel gives up; a failure comes back with
 * everything typed. Another key at a known address is a full stop.
 */
import { useState } from 'react'
import { meantBy } from '../../../shared/domain/pasted.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { attemptOf } from '../../store/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { JoinForm } from './join-form.tsx'
import { JoinSteps } from './join-steps.tsx'
import { StopStep } from './stop-step.tsx'

/** A link is too long to be told while it is called. */
function calledWords(address: string): string {
  const meant = meantBy(address)
  return meant.kind === 'address' ? meant.address : 'the host of this invite'
}

interface JoinDialogProps {
  readonly initial: { readonly address: string; readonly name: string }
}

export function JoinDialog({ initial }: JoinDialogProps) {
  const joining = useTincan((state) => state.joining)
  const error = useTincan((state) => state.joinError)
  const recents = useTincan((state) => state.view.recents)
  const attempt = useTincan((state) => attemptOf(state.view, state.joining?.attemptId))
  const { join, cancelJoin, closeDialog, keepJoinForm, mendJoin } = useActions()
  const [address, setAddress] = useState(initial.address)
  const [name, setName] = useState(initial.name)
  const busy = joining !== null
  const stopped = !busy && error?.code === 'pin_mismatch'
  // Once something was asked, the form would only be in the way.
  const asked = busy && attempt?.asked === true

  const submit = (where: string, who: string) => {
    keepJoinForm(where, who)
    void join(where, who)
  }

  return (
    <Dialog
      title="Join a room"
      onClose={closeDialog}
      onEscape={busy ? cancelJoin : undefined}
      cross={!stopped}
    >
      {stopped ? (
        <StopStep error={error} onClose={closeDialog} />
      ) : (
        !asked && (
          <JoinForm
            address={address}
            name={name}
            error={error}
            busy={busy}
            unnamed={initial.address !== '' && initial.name === ''}
            recents={recents}
            onAddress={(text) => {
              setAddress(text)
              mendJoin()
            }}
            onName={(text) => {
              setName(text)
              mendJoin()
            }}
            onJoin={submit}
          />
        )
      )}
      {busy && (
        <JoinSteps
          key={joining.attemptId}
          attemptId={joining.attemptId}
          attempt={attempt}
          address={calledWords(joining.address.trim())}
          onCancel={cancelJoin}
        />
      )}
    </Dialog>
  )
}
