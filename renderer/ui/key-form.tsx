/** A form about a key, opened under what it is about: its fields, the way back, and the step itself. */
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import dialogStyles from './dialog.module.css'
import styles from './key-form.module.css'

/** The class of the part above the buttons. */
export const keyFormBody = cx(dialogStyles.body, styles.way)

interface KeyFormProps {
  /** What the step is called. */
  readonly step: string
  /** The step is being made: another press does nothing. */
  readonly busy: boolean
  readonly onStep: () => Promise<void>
  readonly onBack: () => void
  readonly children: ReactNode
}

export function KeyForm({ step, busy, onStep, onBack, children }: KeyFormProps) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void onStep()
      }}
    >
      <div className={keyFormBody}>{children}</div>
      <footer className={dialogStyles.foot}>
        <Button onClick={onBack}>Back</Button>
        <Button look="primary" type="submit" aria-disabled={busy}>
          {step}
        </Button>
      </footer>
    </form>
  )
}
