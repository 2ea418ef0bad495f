/** Asks before a new key takes the place of one that cannot be opened. The way back has the focus. */
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import keyFormStyles from '../../ui/key-form.module.css'
import styles from './start.module.css'
import { NEW_KEY } from './start-words.ts'

interface NewKeyProps {
  readonly onBack: () => void
  readonly onYes: () => void
}

export function NewKey({ onBack, onYes }: NewKeyProps) {
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <section className={keyFormStyles.way} aria-label="A new key">
      <p>{NEW_KEY}</p>
      <footer className={styles.ways}>
        <Button ref={first} onClick={onBack}>
          Back
        </Button>
        <Button look="danger" onClick={onYes}>
          Start with a new key
        </Button>
      </footer>
    </section>
  )
}
