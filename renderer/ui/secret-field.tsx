/** A field for a password or passphrase: hidden, unless a person wants to see what is typed. */
import { type ComponentProps, useState } from 'react'
import { PASSWORD_CHARS } from '../../shared/domain/limits.ts'
import { IconButton } from './button.tsx'
import { Field } from './field.tsx'

export function SecretField(props: ComponentProps<typeof Field>) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      maxLength={PASSWORD_CHARS}
      after={
        <IconButton
          icon={shown ? 'hide' : 'show'}
          label={shown ? 'Hide what is typed' : 'Show what is typed'}
          onClick={() => setShown(!shown)}
        />
      }
    />
  )
}
