/** On or off, at once: a labelled switch with a line about what it means. */
import { type ReactNode, useId } from 'react'

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
    <div className="switch">
      <div className="switch-words">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="field-hint switch-hint">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch-knob"
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  )
}
