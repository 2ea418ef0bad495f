/** What newcomers see of what was said before they came. */

import { useId } from 'react'
import type { Past } from '../../../shared/domain/moderation.ts'
import { pastWords } from '../../store/words.ts'
import { Icon } from '../../ui/icon.tsx'

const usual: readonly Past[] = ['all', 100, 'none']

interface PastChoiceProps {
  readonly past: Past
  readonly onChange: (past: Past) => void
}

export function PastChoice({ past, onChange }: PastChoiceProps) {
  const id = useId()
  // A number of another's choosing (the terminal takes any) is a choice of its own.
  const choices = usual.includes(past) ? usual : usual.toSpliced(1, 0, past)
  return (
    <div className="switch">
      <label className="field-label" htmlFor={id}>
        New people see
      </label>
      <span className="select">
        <select
          id={id}
          className="input"
          value={String(past)}
          onChange={({ target }) => {
            const chosen = choices.find((choice) => String(choice) === target.value)
            if (chosen !== undefined) onChange(chosen)
          }}
        >
          {choices.map((choice) => (
            <option key={choice} value={String(choice)}>
              {pastWords(choice)}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  )
}
