/** The addresses by which a room is reached, each copied with one click. */
import type { ReachableAddress } from '../../../shared/domain/own-address.ts'
import { kindWords } from '../../store/address-words.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './by-address.module.css'

/** An address, and what is known of it: of one we only joined by, nothing more. */
type Listed = Pick<ReachableAddress, 'address'> & Partial<ReachableAddress>

export function AddressList({ addresses }: { readonly addresses: readonly Listed[] }) {
  return (
    <ul className={styles.addresses}>
      {addresses.map(({ address, kind, label }) => (
        <li key={address} className={styles.address}>
          <span className={styles.text}>{address}</span>
          {kind !== undefined && (
            <span className={styles.kind}>
              {kindWords(kind)}
              {label !== '' && ` · ${label}`}
            </span>
          )}
          <CopyButton text={address} />
        </li>
      ))}
    </ul>
  )
}
