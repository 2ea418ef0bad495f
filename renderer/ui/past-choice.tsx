/** What newcomers see of what was said before they came. */

import type { Past } from '../../shared/domain/moderation.ts'
import { pastWords } from './past-words.ts'
import { Select } from './select.tsx'

const usual: readonly Past[] = ['all', 100, 'none']

interface PastChoiceProps {
  readonly past: Past
  readonly onChange: (past: Past) => void
}

export function PastChoice({ past, onChange }: PastChoiceProps) {
  // A number of another's choosing (the terminal takes any) is a choice of its own.
  const choices = usual.includes(past) ? usual : usual.toSpliced(1, 0, past)
  return (
    <Select
      label="New people see"
      value={String(past)}
      options={choices.map((choice) => ({ value: String(choice), words: pastWords(choice) }))}
      onChange={(value) => {
        const chosen = choices.find((choice) => String(choice) === value)
        if (chosen !== undefined) onChange(chosen)
      }}
    />
  )
}
