/** First contact: the host's key to compare with what the host reads out, then one decision. */
import { useEffect, useRef } from 'react'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { KeyCard } from '../../ui/key-glyph.tsx'
import styles from './join-steps.module.css'

interface TrustStepProps {
  readonly question: Extract<JoinQuestion, { kind: 'trust' }>
  readonly onTrust: () => void
  readonly onCancel: () => void
}

export function TrustStep({ question, onTrust, onCancel }: TrustStepProps) {
  const { key, address, room } = question
  const heading = useRef<HTMLHeadingElement>(null)
  // Not a button: an Enter too many must not trust anybody.
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <div className={cx(dialogStyles.body, styles.step)}>
        <h3 ref={heading} tabIndex={-1} className={styles.title}>
          First time here
        </h3>
        <p>
          You have not met the host of {room === '' ? 'this room' : <bdi>{room}</bdi>} before. Ask
          them to read out their key, and compare.
        </p>
        <KeyCard of={key} label={`The key at ${address}`} look="boxed" />
        <p className={styles.more}>
          If it differs, cancel: somebody may be in between. Once trusted, it is remembered.
        </p>
      </div>
      <footer className={dialogStyles.foot}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" onClick={onTrust}>
          Trust and join
        </Button>
      </footer>
    </>
  )
}
