/** Sets, changes or removes the password of an open room. */
import { useState } from 'react'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { PASSWORD_CHARS } from '../../../shared/domain/limits.ts'
import { useActions } from '../../store/context.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { cx } from '../../ui/cx.ts'
import fieldStyles from '../../ui/field.module.css'
import { Field } from '../../ui/field.tsx'
import styles from './settings.module.css'

const NONE = 'No password: whoever has the address can come in.'

interface PasswordSettingProps {
  /** The room has one. */
  readonly set: boolean
  readonly onChange: (password: string | null) => Promise<ErrorValue | null>
}

export function PasswordSetting({ set, onChange }: PasswordSettingProps) {
  const { newPassword } = useActions()
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<string>()
  const [news, setNews] = useState('')

  const begin = async () => {
    setNews('')
    setText((await newPassword()) ?? '')
  }
  const another = async () => {
    const made = await newPassword()
    if (made !== undefined) setText(made)
  }
  const change = async (password: string | null, said: string) => {
    const failure = await onChange(password)
    setError(failure?.message)
    if (failure !== null) return
    setText(null)
    setNews(said)
  }

  return (
    <form
      noValidate
      className={styles.password}
      onSubmit={(event) => {
        event.preventDefault()
        if (text !== null) void change(text, 'Whoever joins from now on needs the new one.')
      }}
    >
      <div>
        <h3 className={fieldStyles.label}>Password</h3>
        <p className={cx(fieldStyles.hint, fieldStyles.small)} role="status">
          {news !== '' ? news : set ? 'Asked of whoever comes by address.' : NONE}
        </p>
      </div>
      {text === null && (
        <div className={styles.ways}>
          <Button onClick={() => void begin()}>{set ? 'Change password' : 'Set password'}</Button>
          {set && (
            <Button look="quiet" onClick={() => void change(null, `Removed. ${NONE}`)}>
              Remove password
            </Button>
          )}
        </div>
      )}
      {text !== null && (
        <>
          <Field
            label="New password"
            mono
            autoFocus
            maxLength={PASSWORD_CHARS}
            value={text}
            onText={(typed) => {
              setText(typed)
              setError(undefined)
            }}
            error={error}
            hint="Who is in stays in. Who comes back is asked for it."
            after={
              <>
                <IconButton icon="turn" label="Another password" onClick={() => void another()} />
                <CopyButton bare text={text} label="Copy password" said="the password" />
              </>
            }
          />
          <div className={styles.ways}>
            <Button look="primary" type="submit">
              Save password
            </Button>
            <Button onClick={() => setText(null)}>Keep as it is</Button>
          </div>
        </>
      )}
    </form>
  )
}
