/** A known host: its key, where and since when it is known. Forgetting asks once more, in place. */
import { useState } from 'react'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import { dateWords } from '../../store/time.ts'
import { Button } from '../../ui/button.tsx'
import { FingerprintText, KeyGlyph } from '../../ui/key-glyph.tsx'
import { Tag } from '../../ui/tag.tsx'
import { trustWords } from './key-words.ts'
import styles from './known-hosts.module.css'

interface HostRowProps {
  readonly host: KnownHost
  readonly changed: boolean
  readonly onForget: () => void
}

export function HostRow({ host, changed, onForget }: HostRowProps) {
  const { key, room, addresses, since, by } = host
  const [asking, setAsking] = useState(false)
  const name = room === '' ? (addresses[0] ?? 'this host') : room
  return (
    <li className={styles.row} data-changed={changed}>
      <KeyGlyph of={key} size={32} mute />
      <div>
        <p className={styles.name}>
          <bdi>{name}</bdi>
          {changed && <Tag look="danger">another key now</Tag>}
        </p>
        <FingerprintText of={key} className={styles.fingerprint} />
        <p className={styles.more}>{addresses.join(', ')}</p>
        <p className={styles.more}>
          Since {dateWords(since)}, {trustWords(by)}
        </p>
        {asking && (
          <p className={styles.ask} role="alert">
            Forget this key? The next time you join, its host is asked about anew.
          </p>
        )}
      </div>
      {asking ? (
        <div className={styles.ways}>
          <Button autoFocus onClick={() => setAsking(false)}>
            Keep
          </Button>
          <Button look="danger" onClick={onForget}>
            Forget this key
          </Button>
        </div>
      ) : (
        <Button aria-label={`Forget ${name}`} onClick={() => setAsking(true)}>
          Forget
        </Button>
      )}
    </li>
  )
}
