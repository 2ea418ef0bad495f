/** Copies with one click and shows "Copied" for a moment; the store says it to screen readers. */
import { useEffect, useState } from 'react'
import { useActions } from '../store/context.tsx'
import { Icon } from './icon.tsx'

const SHOWN_MS = 2_000

interface CopyButtonProps {
  readonly text: string
  /** Its accessible name, where the text itself does not say it well. */
  readonly label?: string
  /** What ears hear instead of the text: for secrets, and for what is too long to be read out. */
  readonly said?: string
  readonly words?: string
  readonly look?: 'plain' | 'primary'
}

export function CopyButton({ text, label, said, words = 'Copy', look = 'plain' }: CopyButtonProps) {
  const { copy } = useActions()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className={`button ${look} copy`}
      aria-label={label ?? `Copy ${text}`}
      title={label}
      data-copied={copied}
      onClick={async () => setCopied(await copy(text, said))}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? 'Copied' : words}
    </button>
  )
}
