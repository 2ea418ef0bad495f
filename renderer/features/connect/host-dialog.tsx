/**
 * Host: what the room is called, who one is, and where it listens. The last choice stands there
 * already. What is wrong comes from the main process and into the field it is about.
 */

import { useEffect, useRef, useState } from 'react'
import type { HostOptions } from '../../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { DEFAULT_PORT } from '../../../shared/domain/limits.ts'
import type { Past } from '../../../shared/domain/moderation.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine, Field } from '../../ui/field.tsx'
import { PastChoice } from '../../ui/past-choice.tsx'
import { Switch } from '../../ui/switch.tsx'
import styles from './host-dialog.module.css'
import { HostPassword } from './host-password.tsx'
import { ListenField } from './listen-field.tsx'

const FIELDS = ['room', 'name', 'ip', 'port', 'password'] as const
type FieldName = (typeof FIELDS)[number]

interface HostDialogProps {
  readonly options: HostOptions
  /** A password made up for this room. */
  readonly password: string
}

export function HostDialog({ options, password: made }: HostDialogProps) {
  const { host, closeDialog } = useActions()
  const { choice } = options
  const [room, setRoom] = useState(choice.room)
  const [name, setName] = useState(choice.name)
  const [ip, setIp] = useState(choice.ip)
  const [port, setPort] = useState(String(choice.port || DEFAULT_PORT))
  const [asks, setAsks] = useState(true)
  const [password, setPassword] = useState(made)
  const [approving, setApproving] = useState(false)
  const [past, setPast] = useState<Past>('all')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorValue | null>(null)
  const unnamed = choice.room !== '' && choice.name === ''
  const form = useRef<HTMLFormElement>(null)

  const fault = FIELDS.find((field) => field === error?.details.field)
  const errorOf = (field: FieldName) => (fault === field ? error?.message : undefined)
  const next = error?.code === 'port_in_use' ? error.details.next : undefined

  useEffect(() => {
    if (error !== null && fault !== undefined) focusField(form.current, fault)
  }, [error, fault])

  const submit = async (chosen: string | number) => {
    setBusy(true)
    const failure = await host({
      ip: ip.trim(),
      port: chosen,
      room,
      name,
      // An empty one is refused: that a room is open to everybody only the switch may say.
      password: asks ? password : null,
      approving,
      past,
    })
    if (failure === null) return
    setBusy(false)
    setError(failure)
  }

  return (
    <Dialog title="Host a room" onClose={closeDialog} wide spills>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void submit(port.trim())
        }}
      >
        <div className={dialogStyles.body}>
          <div className={styles.pair}>
            <Field
              name="room"
              begin={!unnamed}
              label="Room name"
              value={room}
              onText={setRoom}
              error={errorOf('room')}
              hint="Shown to all who join"
            />
            <Field
              name="name"
              begin={unnamed}
              label="Your name"
              value={name}
              onText={setName}
              error={errorOf('name')}
              hint="What the others see"
            />
          </div>
          <div className={cx(styles.pair, styles.portPair)}>
            <ListenField
              addresses={options.addresses}
              value={ip}
              onText={setIp}
              error={errorOf('ip')}
            />
            <Field
              name="port"
              label="Port"
              mono
              inputMode="numeric"
              value={port}
              onText={setPort}
              error={errorOf('port')}
              remedy={
                next !== undefined && (
                  <Button
                    className={styles.remedy}
                    disabled={busy}
                    onClick={() => {
                      setPort(String(next))
                      void submit(String(next))
                    }}
                  >
                    Use port {next}
                  </Button>
                )
              }
            />
          </div>
          <hr className={dialogStyles.rule} />
          <HostPassword
            on={asks}
            password={password}
            error={errorOf('password')}
            onSwitch={setAsks}
            onText={setPassword}
          />
          <Switch
            label="Ask me about each newcomer"
            on={approving}
            hint="Nobody new comes in before you let them."
            onChange={setApproving}
          />
          <PastChoice past={past} onChange={setPast} />
          {error !== null && fault === undefined && (
            <div role="alert">
              <ErrorLine text={error.message} />
            </div>
          )}
        </div>
        <footer className={dialogStyles.foot}>
          <Button look="primary" type="submit" aria-disabled={busy}>
            Host
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

function focusField(form: HTMLFormElement | null, name: FieldName): void {
  const field = form?.elements.namedItem(name)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  field.select()
}
