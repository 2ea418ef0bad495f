/** Copies with one click and shows "Copied" for a moment; the store says it to screen readers. */
import { useEffect, useState } from 'react'
import { useActions } from '../store/context.tsx'
import { Button } from './button.tsx'
import styles from './copy-button.module.css'
import { cx } from './cx.ts'

const SHOWN_MS = 2_000

interface CopyButtonProps {
  readonly text: string
  /** Its accessible name, where the text itself does not say it well. */
  readonly label?: string
  /** What ears hear instead of the text: for secrets, and for what is too long to be read out. */
  readonly said?: string
  readonly words?: string
  readonly look?: 'plain' | 'primary'
  /** Where there is room for its icon only. */
  readonly bare?: boolean
}

export function CopyButton(props: CopyButtonProps) {
  const { text, label, said, words = 'Copy', look = 'plain', bare = false } = props
  const { copy } = useActions()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      look={look}
      icon={copied ? 'check' : 'copy'}
      className={cx(styles.copy, look === 'primary' && styles.onCopper, bare && styles.iconOnly)}
      aria-label={label ?? `Copy ${text}`}
      title={label}
      data-copied={copied}
      onClick={async () => setCopied(await copy(text, said))}
    >
      {copied ? 'Copied' : words}
    </Button>
  )
}
