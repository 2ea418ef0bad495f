/** A block of text to copy out or paste in, labelled. Read-only without `onText`. */
import { type Ref, useId } from 'react'
import { cx } from './cx.ts'
import styles from './field.module.css'

interface TextBlockProps {
  readonly label: string
  readonly value: string
  readonly hint: string
  readonly onText?: (text: string) => void
  readonly ref?: Ref<HTMLTextAreaElement>
}

export function TextBlock({ label, value, hint, onText, ref }: TextBlockProps) {
  const id = useId()
  return (
    <div className={cx(styles.field, styles.mono)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        ref={ref}
        id={id}
        className={cx(styles.input, styles.block)}
        rows={5}
        value={value}
        readOnly={onText === undefined}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onText?.(event.target.value)}
        onFocus={(event) => onText === undefined && event.target.select()}
      />
      <p id={`${id}-hint`} className={cx(styles.hint, styles.small)}>
        {hint}
      </p>
    </div>
  )
}
