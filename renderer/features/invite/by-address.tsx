/** The way in without a link: an address typed, the host's key compared, maybe a password. */
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { FingerprintText, KeyGlyph } from '../../ui/key-glyph.tsx'
import { AddressList } from './address-list.tsx'
import styles from './by-address.module.css'
import { PasswordToTell } from './password-to-tell.tsx'

export function ByAddress({ info }: { readonly info: RoomInfo }) {
  const { hosting, address, hostKey } = info
  return (
    <div className={styles.byAddress}>
      <h4 className={styles.title}>{hosting === null ? 'Where you joined' : 'Or by address'}</h4>
      <AddressList addresses={hosting?.addresses ?? [{ address }]} />
      <p className={styles.hostKey}>
        <KeyGlyph of={hostKey} size={32} mute />
        <span>
          <span className={styles.hostKeyWords}>
            {hosting === null
              ? 'The host’s key'
              : 'Your key, to read out to whoever joins by address'}
          </span>
          <FingerprintText of={hostKey} className={styles.fingerprint} />
        </span>
      </p>
      {hosting?.password === true && (
        <>
          <PasswordToTell roomId={info.id} hosting={hosting} />
          <p className={styles.note}>
            Who joins by address needs the room’s password too. Who has an invite link does not.
          </p>
        </>
      )}
    </div>
  )
}
