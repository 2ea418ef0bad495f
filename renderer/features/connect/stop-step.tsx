/**
 * A known address with another key. Both are shown; there is no way through from here. Who is
 * sure that the host has a new key forgets the old one among the known hosts.
 */
import { useEffect, useRef } from 'react'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { isFingerprint } from '../../../shared/domain/fingerprint.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { Icon } from '../../ui/icon.tsx'
import { KeyCard, UnreadableKeyCard } from '../../ui/key-glyph.tsx'
import styles from './join-steps.module.css'

interface StopStepProps {
  readonly error: ErrorValue
  readonly onClose: () => void
}

export function StopStep({ error, onClose }: StopStepProps) {
  const { openHosts } = useActions()
  const { address = '', known = '', shown = '' } = error.details
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <div className={cx(dialogStyles.body, styles.step)} role="alert">
        <h3 ref={heading} tabIndex={-1} className={cx(styles.title, styles.stopTitle)}>
          <Icon name="warning" />
          Stop: this is another key
        </h3>
        <p>{error.message}</p>
        <div className={styles.keys}>
          <Key text={String(known)} label="The key you know" look="boxed" />
          <Key text={String(shown)} label={`Shown now at ${address}`} look="alarming" />
        </div>
        <p className={styles.more}>
          You were not connected. Neither your name nor any words were sent.
        </p>
      </div>
      <footer className={dialogStyles.foot}>
        <Button onClick={() => openHosts(String(known))}>Known hosts…</Button>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </footer>
    </>
  )
}

interface KeyProps {
  readonly text: string
  readonly label: string
  readonly look: 'boxed' | 'alarming'
}

function Key({ text, ...rest }: KeyProps) {
  return isFingerprint(text) ? (
    <KeyCard of={text} {...rest} />
  ) : (
    <UnreadableKeyCard text={text} {...rest} />
  )
}
