/** On or off, at once: a labelled switch with a line about what it means. */
import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import fieldStyles from './field.module.css'
import styles from './switch.module.css'

interface SwitchProps {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

export function Switch({ label, on, onChange, hint, disabled }: SwitchProps) {
  const id = useId()
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <label className={fieldStyles.label} htmlFor={id}>
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className={cx(fieldStyles.hint, fieldStyles.small)}>
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className={styles.knob}
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  )
}
