/**
 * A known address with another key. Both are shown; there is no way through from here. Who is
 * sure that the host has a new key forgets the old one among the known hosts.
 */
import { useEffect, useRef } from 'react'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { isFingerprint } from '../../../shared/domain/fingerprint.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyCard } from '../../ui/key-glyph.tsx'

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
      <div className="dialog-body step stop" role="alert">
        <h3 ref={heading} tabIndex={-1} className="step-title stop-title">
          <Icon name="warning" />
          Stop: this is another key
        </h3>
        <p>{error.message}</p>
        <div className="stop-keys">
          <Key text={String(known)} label="The key you know" />
          <Key text={String(shown)} label={`Shown now at ${address}`} />
        </div>
        <p className="step-more">
          You were not connected. Neither your name nor any words were sent.
        </p>
      </div>
      <footer className="dialog-foot">
        <Button onClick={() => openHosts(String(known))}>Known hosts…</Button>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </footer>
    </>
  )
}

function Key({ text, label }: { readonly text: string; readonly label: string }) {
  if (isFingerprint(text)) return <KeyCard of={text} label={label} />
  return (
    <p className="key-card">
      <span className="key-card-words">
        <span className="key-card-label">{label}</span>
        <span className="fingerprint">{text}</span>
      </span>
    </p>
  )
}
