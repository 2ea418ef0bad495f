/** The room's password. A wrong one stays in the field, to be mended. */
import { useEffect, useRef } from 'react'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { SecretField } from '../../ui/secret-field.tsx'
import styles from './join-steps.module.css'
import { wrongWords } from './wrong-words.ts'

interface PasswordStepProps {
  readonly question: Extract<JoinQuestion, { kind: 'password' }>
  readonly password: string
  readonly onText: (password: string) => void
  readonly onEnter: () => void
  readonly onCancel: () => void
}

export function PasswordStep(props: PasswordStepProps) {
  const { question, password, onText, onEnter, onCancel } = props
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    if (question.wrong) field.current?.select()
  }, [question])
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (password === '') field.current?.focus()
        else onEnter()
      }}
    >
      <div className={cx(dialogStyles.body, styles.step)}>
        <p>
          {question.room === '' ? 'This room' : <bdi>{question.room}</bdi>} asks for a password.
        </p>
        <SecretField
          ref={field}
          label="Password"
          value={password}
          onText={onText}
          required
          error={question.wrong ? wrongWords(question.triesLeft) : undefined}
          hint="The host has it. It is proven without being sent."
        />
      </div>
      <footer className={dialogStyles.foot}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit">
          Enter
        </Button>
      </footer>
    </form>
  )
}
