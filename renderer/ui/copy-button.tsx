/** Copies with one click and shows "Copied" for a moment; the store says it to screen readers. */
import { useEffect, useState } from 'react'
import { useActions } from '../store/context.tsx'
import { Icon } from './icon.tsx'

const SHOWN_MS = 2_000

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
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
      className="button plain copy"
      aria-label={label ?? `Copy ${text}`}
      data-copied={copied}
      onClick={async () => setCopied(await copy(text))}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}
