/** The invite link: for whom, copied with one click, and as a code for a camera. */
import { useId, useState } from 'react'
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import fieldStyles from '../../ui/field.module.css'
import { ErrorLine } from '../../ui/field.tsx'
import srOnly from '../../ui/sr-only.module.css'
import styles from './invite-link.module.css'
import { QrCode } from './qr-code.tsx'

type Kind = VerbRequest<'invite'>['kind']

const kinds: readonly (readonly [Kind, string, string])[] = [
  ['open', 'For anyone', 'Good as long as the room is open.'],
  ['once', 'One newcomer', 'Lets in the first who uses it, and nobody after.'],
  ['day', 'One day', 'Lets in whoever has it, for 24 hours.'],
]

interface InviteLinkProps {
  readonly roomId: string
  readonly hosting: NonNullable<RoomInfo['hosting']>
}

export function InviteLink({ roomId, hosting }: InviteLinkProps) {
  const { invite } = useActions()
  const name = useId()
  const [kind, setKind] = useState<Kind>('open')
  const [made, setMade] = useState<Partial<Record<Kind, string>>>({})
  const [error, setError] = useState<string>()
  const link = kind === 'open' ? hosting.invite : made[kind]

  const choose = async (chosen: Kind) => {
    setKind(chosen)
    setError(undefined)
    if (chosen === 'open' || made[chosen] !== undefined) return
    const answer = await invite(roomId, chosen)
    if (answer.ok) setMade((before) => ({ ...before, [chosen]: answer.value.link }))
    else setError(answer.error.message)
  }

  return (
    <div className={styles.invite}>
      <div className={styles.code}>{link !== undefined && <QrCode key={link} text={link} />}</div>
      <div className={styles.choice}>
        <fieldset className={styles.kinds}>
          <legend className={srOnly.srOnly}>Who the link is for</legend>
          {kinds.map(([value, label]) => (
            <label key={value} className={styles.kind}>
              <input
                type="radio"
                name={name}
                checked={kind === value}
                onChange={() => void choose(value)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <div className={styles.said} role="status">
          {error === undefined ? (
            <p className={fieldStyles.hint}>
              {kind === 'open' && hosting.approving
                ? 'You are asked about each who uses it.'
                : kinds.find(([value]) => value === kind)?.[2]}
            </p>
          ) : (
            <ErrorLine text={error} />
          )}
        </div>
        {link !== undefined && <CopyInviteLink link={link} />}
      </div>
    </div>
  )
}

export function CopyInviteLink({ link }: { readonly link: string }) {
  return (
    <CopyButton
      look="primary"
      text={link}
      label="Copy invite link"
      words="Copy invite link"
      said="the invite link"
    />
  )
}
