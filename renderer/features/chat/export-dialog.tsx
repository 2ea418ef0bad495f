/** Saves a room to a file: in which form, and afterwards where it went. */
import { useId, useState } from 'react'
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { countWords } from '../../store/count-words.ts'
import { roomOf } from '../../store/view.ts'
import { Button } from '../../ui/button.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import fieldStyles from '../../ui/field.module.css'
import { ErrorLine } from '../../ui/field.tsx'
import srOnly from '../../ui/sr-only.module.css'
import styles from './export-dialog.module.css'
import { fileName } from './room-words.ts'

type Format = VerbRequest<'exportRoom'>['format']

const formats: readonly (readonly [Format, string, string])[] = [
  ['text', 'Text', 'To read and to print anywhere.'],
  ['markdown', 'Markdown', 'For notes and wikis.'],
  ['json', 'JSON', 'For programs: every message with its number, author and time.'],
]

export function ExportDialog({ roomId }: { readonly roomId: string }) {
  const { exportRoom, closeDialog } = useActions()
  const name = useTincan((state) => roomOf(state.view, roomId)?.info.name)
  const [format, setFormat] = useState<Format>('text')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const [saved, setSaved] = useState<{ readonly file: string; readonly messages: number }>()

  const save = async () => {
    setBusy(true)
    setError(undefined)
    const answer = await exportRoom(roomId, format)
    setBusy(false)
    if (!answer.ok) return setError(answer.error.message)
    // Without a file the person has thought better of it; the choice is still there.
    const { file, messages } = answer.value
    if (file !== null) setSaved({ file, messages })
  }

  return (
    <Dialog title={`Export ${name ?? 'room'}`} onClose={closeDialog}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (saved !== undefined) closeDialog()
          else if (!busy) void save()
        }}
      >
        <div className={dialogStyles.body}>
          {saved === undefined ? (
            <Formats chosen={format} onChoose={setFormat} />
          ) : (
            <p role="status" title={saved.file}>
              {countWords(saved.messages, 'message', 'messages')} saved as{' '}
              <bdi>{fileName(saved.file)}</bdi>.
            </p>
          )}
          {error !== undefined && (
            <div role="alert">
              <ErrorLine text={error} />
            </div>
          )}
        </div>
        <footer className={dialogStyles.foot}>
          <Button look="primary" type="submit" aria-disabled={busy}>
            {saved === undefined ? 'Save as…' : 'Done'}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

interface FormatsProps {
  readonly chosen: Format
  readonly onChoose: (format: Format) => void
}

function Formats({ chosen, onChoose }: FormatsProps) {
  const group = useId()
  return (
    <>
      <fieldset className={styles.choices}>
        <legend className={srOnly.srOnly}>Format</legend>
        {formats.map(([value, label, hint]) => (
          <label key={value} className={styles.choice}>
            <input
              type="radio"
              name={group}
              data-begin={chosen === value}
              checked={chosen === value}
              aria-describedby={`${group}-${value}`}
              onChange={() => onChoose(value)}
            />
            <span className={styles.words}>
              <span>{label}</span>
              <span id={`${group}-${value}`} className={styles.hint} aria-hidden="true">
                {hint}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className={fieldStyles.hint}>Saves what is on this computer.</p>
    </>
  )
}
