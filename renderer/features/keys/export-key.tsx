/** The own key as text, encrypted with a passphrase that is typed twice. */
import { useEffect, useRef, useState } from 'react'
import { PASSPHRASE_CHARS } from '../../../shared/domain/limits.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import { KeyForm, keyFormBody } from '../../ui/key-form.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { TextBlock } from '../../ui/text-block.tsx'

export function ExportKey({ onBack }: { readonly onBack: () => void }) {
  const { exportIdentity } = useActions()
  const [passphrase, setPassphrase] = useState('')
  const [repeated, setRepeated] = useState('')
  const [error, setError] = useState<{ field: 'first' | 'second'; words: string }>()
  const [busy, setBusy] = useState(false)
  const [text, setText] = useState<string>()
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const field = error?.field === 'second' ? second : first
    field.current?.focus()
  }, [error])

  /** What is typed mends what was wrong, as far as that shows. */
  const typed = (set: (text: string) => void) => (text: string) => {
    setError(undefined)
    set(text)
  }

  const submit = async () => {
    if (passphrase !== repeated) {
      setError({ field: 'second', words: 'This is not the same passphrase.' })
      return
    }
    setBusy(true)
    const answer = await exportIdentity(passphrase)
    setBusy(false)
    if (answer.ok) setText(answer.value.text)
    else setError({ field: 'first', words: answer.error.message })
  }

  if (text !== undefined) {
    return (
      <>
        <div className={keyFormBody}>
          <TextBlock
            label="Exported key"
            value={text}
            hint="Keep it where you keep such things. It opens with your passphrase only."
          />
        </div>
        <footer className={dialogStyles.foot}>
          <Button onClick={onBack}>Done</Button>
          <CopyButton
            look="primary"
            text={text}
            label="Copy this text"
            words="Copy"
            said="the exported key"
          />
        </footer>
      </>
    )
  }
  return (
    <KeyForm step="Export" busy={busy} onStep={submit} onBack={onBack}>
      <SecretField
        ref={first}
        label="Passphrase"
        value={passphrase}
        onText={typed(setPassphrase)}
        error={error?.field === 'first' ? error.words : undefined}
        hint={`At least ${PASSPHRASE_CHARS} characters. Nobody can recover it for you.`}
      />
      <SecretField
        ref={second}
        label="Passphrase again"
        value={repeated}
        onText={typed(setRepeated)}
        error={error?.field === 'second' ? error.words : undefined}
      />
    </KeyForm>
  )
}
