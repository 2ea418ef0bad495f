/** A newcomer who waits: name and key, and the host's two answers. */

import { useEffect, useRef } from 'react'
import type { Newcomer } from '../../../shared/domain/moderation.ts'
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { KeyGlyph } from '../../ui/key-glyph.tsx'
import { keyTag } from '../../ui/key-tag.ts'
import { Tag } from '../../ui/tag.tsx'
import styles from './newcomer.module.css'

interface NewcomerProps {
  readonly roomId: string
  readonly newcomer: Newcomer
  /** In a bar there is room for a sentence. */
  readonly sentence?: boolean
}

export function NewcomerCard({ roomId, newcomer, sentence = false }: NewcomerProps) {
  const { moderateQuietly } = useActions()
  const { key, name } = newcomer
  const decided = useRef(false)
  const decide = (admit: boolean) => {
    decided.current = true
    moderateQuietly(roomId, { type: 'decide', key, admit })
  }
  // The buttons go with the answer; the focus goes on to whoever waits next, or to the composer.
  useEffect(
    () => () => {
      if (!decided.current || document.activeElement !== document.body) return
      const next = document.querySelector<HTMLElement>('[data-testid=newcomer] button')
      ;(next ?? document.getElementById(COMPOSER_ID))?.focus()
    },
    [],
  )
  return (
    <li className={styles.newcomer} data-testid="newcomer">
      <KeyGlyph of={key} size={sentence ? 24 : 32} />
      <p className={styles.words}>
        <bdi className={styles.name}>{name}</bdi>
        {sentence && ' wants to come in '}
        <Tag look="key">{keyTag(key)}</Tag>
      </p>
      <div className={styles.ways}>
        <Button
          look={sentence ? 'primary' : 'plain'}
          aria-label={`Let ${name} in`}
          onClick={() => decide(true)}
        >
          Let in
        </Button>
        <Button aria-label={`Refuse ${name}`} onClick={() => decide(false)}>
          Refuse
        </Button>
      </div>
    </li>
  )
}
