/** Who may come in: a password made up here (or typed), and whether the host is asked. */
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field } from '../../ui/field.tsx'
import { Switch } from '../../ui/switch.tsx'
import styles from './host-dialog.module.css'

interface HostPasswordProps {
  readonly on: boolean
  readonly password: string
  readonly error: string | undefined
  readonly onSwitch: (on: boolean) => void
  readonly onText: (password: string) => void
}

export function HostPassword({ on, password, error, onSwitch, onText }: HostPasswordProps) {
  const { newPassword } = useActions()
  const another = async () => {
    const made = await newPassword()
    if (made !== undefined) onText(made)
  }
  return (
    <div className={styles.password}>
      <Switch
        label="Ask for a password"
        on={on}
        hint={on ? undefined : 'No password: whoever has the address can come in.'}
        onChange={(next) => {
          onSwitch(next)
          if (next && password === '') void another()
        }}
      />
      {on && (
        <Field
          name="password"
          label="Password"
          labelHidden
          mono
          value={password}
          onText={onText}
          error={error}
          hint="Made up here. Tell it to the others, or write your own."
          after={
            <>
              <IconButton icon="turn" label="Another password" onClick={() => void another()} />
              <CopyButton bare text={password} label="Copy password" said="the password" />
            </>
          }
        />
      )}
    </div>
  )
}
