/** Takes over a key exported elsewhere; what that does to the present one, its `hint` says. */
import { useEffect, useRef, useState } from 'react'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import { KeyForm } from './key-form.tsx'
import { SecretField } from './secret-field.tsx'
import { TextBlock } from './text-block.tsx'

interface ImportKeyProps {
  /** What it does to the present key. */
  readonly hint: string
  /** Answers with what is wrong, or null. */
  readonly onImport: (text: string, passphrase: string) => Promise<ErrorValue | null>
  readonly onBack: () => void
  readonly onDone: () => void
}

export function ImportKey({ hint, onImport, onBack, onDone }: ImportKeyProps) {
  const [text, setText] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const block = useRef<HTMLTextAreaElement>(null)
  const secret = useRef<HTMLInputElement>(null)

  useEffect(() => block.current?.focus(), [])

  const submit = async () => {
    if (text.trim() === '') {
      block.current?.focus()
      return
    }
    setBusy(true)
    const failure = await onImport(text, passphrase)
    if (failure === null) return onDone()
    setBusy(false)
    setError(failure.message)
    secret.current?.focus()
  }

  return (
    <KeyForm step="Import" busy={busy} onStep={submit} onBack={onBack}>
      <TextBlock ref={block} label="Exported key" value={text} onText={setText} hint={hint} />
      <SecretField
        ref={secret}
        label="Passphrase"
        value={passphrase}
        onText={setPassphrase}
        error={error}
      />
    </KeyForm>
  )
}
