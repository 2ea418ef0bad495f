/** A known host: its key, where and since when it is known. Forgetting asks once more, in place. */
import { useState } from 'react'
import type { KnownHost } from '../../../shared/contract/snapshot.ts'
import { trustWords } from '../../store/secure-words.ts'
import { dateWords } from '../../store/time.ts'
import { Button } from '../../ui/button.tsx'
import { FingerprintText, KeyGlyph } from '../../ui/key-glyph.tsx'

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
    <li className="host-row" data-changed={changed}>
      <KeyGlyph of={key} size={32} mute />
      <div className="host-row-what">
        <p className="host-row-name">
          <bdi>{name}</bdi>
          {changed && <span className="tag tag-danger">another key now</span>}
        </p>
        <FingerprintText of={key} />
        <p className="host-row-more">{addresses.join(', ')}</p>
        <p className="host-row-more">
          Since {dateWords(since)}, {trustWords(by)}
        </p>
        {asking && (
          <p className="host-row-ask" role="alert">
            Forget this key? The next time you join, its host is asked about anew.
          </p>
        )}
      </div>
      {asking ? (
        <div className="host-row-ways">
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
