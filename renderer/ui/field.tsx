/** A labelled text field with a hint and, when something is wrong, the sentence that says so. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { Icon } from './icon.tsx'
import srOnly from './sr-only.module.css'

interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'className'> {
  readonly label: string
  /** The words beside it say it already. */
  readonly labelHidden?: boolean
  readonly error?: string | undefined
  readonly hint?: ReactNode
  /** Stands under the error: a way out of it. */
  readonly remedy?: ReactNode
  /** Tools at the end of the field's line. */
  readonly after?: ReactNode
  /** A dialog opens with the focus here. */
  readonly begin?: boolean
  /** For what is read letter by letter: addresses, ports, passwords. */
  readonly mono?: boolean
  readonly onText: (text: string) => void
}

export function Field({
  label,
  labelHidden,
  error,
  hint,
  remedy,
  after,
  begin,
  mono = false,
  onText,
  ...rest
}: FieldProps) {
  const id = useId()
  return (
    <div className={cx(styles.field, mono && styles.mono)}>
      <label className={labelHidden === true ? srOnly.srOnly : styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.line}>
        <input
          id={id}
          className={styles.input}
          data-begin={begin}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-said`}
          onChange={(event) => onText(event.target.value)}
          {...rest}
        />
        {after}
      </div>
      <FieldSaid id={`${id}-said`} error={error} hint={hint} />
      {error !== undefined && remedy}
    </div>
  )
}

interface FieldSaidProps {
  readonly id: string
  readonly error?: string | undefined
  readonly hint?: ReactNode
}

/** The line under a field: the error if there is one, else the hint. */
export function FieldSaid({ id, error, hint }: FieldSaidProps) {
  return (
    <div id={id} className={styles.said} aria-live="polite">
      {error === undefined ? (
        hint !== undefined && <p className={styles.hint}>{hint}</p>
      ) : (
        <ErrorLine text={error} />
      )}
    </div>
  )
}

export function ErrorLine({ text }: { readonly text: string }) {
  return (
    <p className={styles.error}>
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  )
}
