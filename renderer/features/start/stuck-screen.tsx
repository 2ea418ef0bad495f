/** The start cannot go on: why, and what a person can do about it. Nothing is done unasked. */
import { useEffect, useRef, useState } from 'react'
import type { StartWay } from '../../../shared/contract/snapshot.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { ErrorLine } from '../../ui/field.tsx'
import { ImportKey } from '../../ui/import-key.tsx'
import screenStyles from '../../ui/screen.module.css'
import { NewKey } from './new-key.tsx'
import styles from './start.module.css'
import { BACKUP_HINT, stuckTitle } from './start-words.ts'

interface StuckScreenProps {
  readonly error: ErrorValue
  readonly ways: readonly StartWay[]
}

export function StuckScreen({ error, ways }: StuckScreenProps) {
  const { recover, quit } = useActions()
  const [way, setWay] = useState<'backup' | 'new' | null>(null)
  const [failure, setFailure] = useState<ErrorValue | null>(null)
  const title = useRef<HTMLHeadingElement>(null)

  // It came by itself, or a form was left: read from its beginning.
  useEffect(() => {
    if (way === null) title.current?.focus()
  }, [way])

  const back = () => {
    setFailure(null)
    setWay(null)
  }

  return (
    <main
      className={cx(screenStyles.screen, styles.stuck)}
      aria-labelledby="stuck-title"
      onKeyDown={(event) => event.key === 'Escape' && back()}
    >
      <div className={styles.middle}>
        <h1 ref={title} id="stuck-title" className={styles.title} tabIndex={-1}>
          {stuckTitle(error)}
        </h1>
        <p className={styles.words}>{error.message}</p>
        {failure !== null && <ErrorLine text={failure.message} />}
        {way === null && (
          <div className={styles.ways}>
            <Button look="primary" onClick={() => void recover({ way: 'again' }).then(setFailure)}>
              Try again
            </Button>
            {ways.includes('backup') && (
              <Button onClick={() => setWay('backup')}>Import a backup…</Button>
            )}
            {ways.includes('new') && (
              <Button onClick={() => setWay('new')}>Start with a new key…</Button>
            )}
            <Button look="quiet" onClick={quit}>
              Quit
            </Button>
          </div>
        )}
        {way === 'backup' && (
          <ImportKey
            hint={BACKUP_HINT}
            onImport={(text, passphrase) => recover({ way: 'backup', text, passphrase })}
            onBack={back}
            onDone={() => {}}
          />
        )}
        {way === 'new' && (
          <NewKey onBack={back} onYes={() => void recover({ way: 'new' }).then(setFailure)} />
        )}
      </div>
    </main>
  )
}
