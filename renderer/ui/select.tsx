/** A labelled choice of one of a few, the words at its beginning and the choice at its end. */
import { useId } from 'react'
import { cx } from './cx.ts'
import fieldStyles from './field.module.css'
import { Icon } from './icon.tsx'
import styles from './select.module.css'
import switchStyles from './switch.module.css'

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly words: string }[]
  readonly onChange: (value: string) => void
}

export function Select({ label, value, options, onChange }: SelectProps) {
  const id = useId()
  return (
    <div className={switchStyles.row}>
      <label className={fieldStyles.label} htmlFor={id}>
        {label}
      </label>
      <span className={styles.select}>
        <select
          id={id}
          className={cx(fieldStyles.input, styles.input)}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.words}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  )
}
