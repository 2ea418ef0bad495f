/** Who one is: the own key to compare, how it is protected, and the ways to keep or carry it. */
import { useState } from 'react'
import { readableFingerprint } from '../../../shared/domain/fingerprint.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import { ImportKey } from '../../ui/import-key.tsx'
import { KeyCard } from '../../ui/key-glyph.tsx'
import { ExportKey } from './export-key.tsx'
import { protectionWords } from './key-words.ts'
import styles from './your-key.module.css'

export function YourKeyDialog() {
  const { closeDialog, importIdentity } = useActions()
  const identity = useTincan((state) => state.view.identity)
  const [way, setWay] = useState<'export' | 'import' | null>(null)
  const [imported, setImported] = useState(false)
  if (identity === null) return null
  const { fingerprint, protection } = identity
  return (
    <Dialog title="Your key" onClose={closeDialog}>
      <div className={dialogStyles.body}>
        <div className={styles.card}>
          <KeyCard of={fingerprint} label="This is you, whatever your name" />
          <CopyButton text={readableFingerprint(fingerprint)} label="Copy your key’s fingerprint" />
        </div>
        <p className={styles.more}>{protectionWords(protection)}</p>
        <p role="status" className={styles.news}>
          {imported && 'Imported. You are this from the next room on that you join or host.'}
        </p>
      </div>
      {way === null && (
        <footer className={dialogStyles.foot}>
          <Button onClick={() => setWay('import')}>Import key…</Button>
          <Button onClick={() => setWay('export')}>Export key…</Button>
        </footer>
      )}
      {way === 'export' && <ExportKey onBack={() => setWay(null)} />}
      {way === 'import' && (
        <ImportKey
          hint="It replaces the key above. Export that one first if you may need it again."
          onImport={importIdentity}
          onBack={() => setWay(null)}
          onDone={() => {
            setWay(null)
            setImported(true)
          }}
        />
      )}
    </Dialog>
  )
}
