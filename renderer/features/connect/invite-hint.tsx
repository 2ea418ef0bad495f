/** Under the address: what may stand there, or of an invite link whose room it leads to. */
import { readableFingerprint } from '../../../shared/domain/fingerprint.ts'
import { parseInvite } from '../../../shared/domain/invite.ts'
import { meantBy } from '../../../shared/domain/pasted.ts'
import { KeyGlyph, Letters } from '../../ui/key-glyph.tsx'
import styles from './invite-hint.module.css'

export function InviteHint({ text }: { readonly text: string }) {
  const meant = meantBy(text)
  if (meant.kind !== 'invite') {
    return 'What the host reads out, like 192.168.1.5:62260, or an invite link'
  }
  const parsed = parseInvite(meant.link)
  if (!parsed.ok) return `Not a whole invite link yet: ${parsed.reason}`
  const { key, room } = parsed.invite
  return (
    <span className={styles.hint} data-testid="invite-hint">
      <KeyGlyph of={key} size={20} mute />
      <span>
        Invite to {room === '' ? 'a room' : <bdi className={styles.room}>{room}</bdi>}, host’s key{' '}
        <Letters>{readableFingerprint(key)}</Letters>
      </span>
    </span>
  )
}
