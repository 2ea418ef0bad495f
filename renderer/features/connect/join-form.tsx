/** Where to join, by address or invite link, and under which name; or a recent room by one click. */
import { useEffect, useRef, useState } from 'react'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { RecentRoom } from '../../../shared/domain/last-used.ts'
import { Button } from '../../ui/button.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import { Field } from '../../ui/field.tsx'
import { InviteHint } from './invite-hint.tsx'
import { RecentRooms } from './recent-rooms.tsx'

interface JoinFormProps {
  readonly address: string
  readonly name: string
  readonly error: ErrorValue | null
  /** The join is under way: the form rests. */
  readonly busy: boolean
  /** The dialog opened with an address and no name yet. */
  readonly unnamed: boolean
  readonly recents: readonly RecentRoom[]
  readonly onAddress: (address: string) => void
  readonly onName: (name: string) => void
  readonly onJoin: (address: string, name: string) => void
}

export function JoinForm(props: JoinFormProps) {
  const { address, name, error, busy, unnamed, recents, onAddress, onName, onJoin } = props
  const addressField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const nameError = error?.details.field === 'name' ? error.message : undefined
  // Whatever is not about the name is about where one calls.
  const addressError = error !== null && nameError === undefined ? error.message : undefined

  const [empty, setEmpty] = useState(false)
  /** An error that goes because somebody types must not take the field from under their hands. */
  const rests = useRef(false)

  useEffect(() => {
    const mended = error === null && !rests.current
    rests.current = busy
    if (busy || mended) return
    const first = nameError !== undefined ? nameField : addressField
    first.current?.focus()
    if (error !== null) first.current?.select()
  }, [busy, error, nameError])

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (busy) return
        setEmpty(address.trim() === '')
        if (address.trim() === '') addressField.current?.focus()
        else onJoin(address, name)
      }}
    >
      <div className={dialogStyles.body}>
        <Field
          ref={addressField}
          begin={!unnamed}
          label="Address"
          mono
          value={address}
          onText={(text) => {
            setEmpty(false)
            onAddress(text)
          }}
          readOnly={busy}
          required
          error={busy ? undefined : empty ? 'Type an address, or paste a link.' : addressError}
          hint={<InviteHint text={address} />}
        />
        <Field
          ref={nameField}
          begin={unnamed}
          label="Your name"
          value={name}
          onText={onName}
          readOnly={busy}
          required
          error={busy ? undefined : nameError}
          hint="What the others see"
        />
        {!busy && (
          <RecentRooms
            at="dialog"
            recents={recents}
            onJoin={(recent) => {
              const as = name.trim() === '' ? recent.name : name
              onAddress(recent.address)
              onName(as)
              onJoin(recent.address, as)
            }}
          />
        )}
      </div>
      {!busy && (
        <footer className={dialogStyles.foot}>
          <Button look="primary" type="submit">
            Join
          </Button>
        </footer>
      )}
    </form>
  )
}
