/**
 * Join: an address and a name, or one click on a recent room. While it connects the form rests,
 * the stage is told, and Escape or Cancel gives up; a failure comes back with everything typed.
 */
import { useEffect, useRef, useState } from 'react'
import { useActions, useTincan } from '../../store/context.tsx'
import { stageWords } from '../../store/words.ts'
import { Button } from '../../ui/button.tsx'
import { Cans } from '../../ui/cans.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { RecentRooms } from './recent-rooms.tsx'

interface JoinDialogProps {
  readonly initial: { readonly address: string; readonly name: string }
}

export function JoinDialog({ initial }: JoinDialogProps) {
  const joining = useTincan((state) => state.joining)
  const error = useTincan((state) => state.joinError)
  const recents = useTincan((state) => state.view.recents)
  const { join, cancelJoin, closeDialog } = useActions()
  const [address, setAddress] = useState(initial.address)
  const [name, setName] = useState(initial.name)
  const addressField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const busy = joining !== null
  const unnamed = initial.address !== '' && initial.name === ''
  const nameError = error?.details.field === 'name' ? error.message : undefined
  // Whatever is not about the name is about where one calls.
  const addressError = error !== null && nameError === undefined ? error.message : undefined

  useEffect(() => {
    if (busy) return
    const first = nameError !== undefined ? nameField : addressField
    first.current?.focus()
    if (error !== null) first.current?.select()
  }, [busy, error, nameError])

  const submit = () => {
    if (address.trim() === '') addressField.current?.focus()
    else void join(address, name)
  }

  return (
    <Dialog title="Join a room" onClose={closeDialog} onEscape={busy ? cancelJoin : undefined}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className="dialog-body">
          <Field
            ref={addressField}
            begin={!unnamed}
            label="Address"
            className="field-mono"
            value={address}
            onText={setAddress}
            readOnly={busy}
            required
            error={busy ? undefined : addressError}
            hint="What the host reads out, like 192.168.1.5:62260"
          />
          <Field
            ref={nameField}
            begin={unnamed}
            label="Your name"
            value={name}
            onText={setName}
            readOnly={busy}
            required
            error={busy ? undefined : nameError}
            hint="What the others see"
          />
          {!busy && (
            <RecentRooms
              recents={recents}
              onJoin={(recent) => {
                const as = name.trim() === '' ? recent.name : name
                setAddress(recent.address)
                setName(as)
                void join(recent.address, as)
              }}
            />
          )}
        </div>
        {busy ? (
          <Connecting
            address={joining.address}
            attemptId={joining.attemptId}
            onCancel={cancelJoin}
          />
        ) : (
          <footer className="dialog-foot">
            <Button look="primary" type="submit">
              Join
            </Button>
          </footer>
        )}
      </form>
    </Dialog>
  )
}

interface ConnectingProps {
  readonly address: string
  readonly attemptId: string
  readonly onCancel: () => void
}

function Connecting({ address, attemptId, onCancel }: ConnectingProps) {
  const attempt = useTincan((state) => state.view.attempt)
  const stage = attempt?.id === attemptId ? attempt.stage : 'resolving'
  return (
    <footer className="connecting">
      <Cans mood="plucked" />
      <p className="connecting-stage" role="status">
        {stageWords(stage, address.trim())}
      </p>
      <Button autoFocus onClick={onCancel}>
        Cancel
      </Button>
    </footer>
  )
}
