/** The addresses by which a room is reached, each copied with one click. */
import type { ReachableAddress } from '../../../shared/contract/snapshot.ts'
import { kindWords } from '../../store/words.ts'
import { CopyButton } from '../../ui/copy-button.tsx'

/** An address, and what is known of it: of one we only joined by, nothing more. */
type Listed = Pick<ReachableAddress, 'address'> & Partial<ReachableAddress>

export function AddressList({ addresses }: { readonly addresses: readonly Listed[] }) {
  return (
    <ul className="addresses">
      {addresses.map(({ address, kind, label }) => (
        <li key={address} className="address">
          <span className="address-text">{address}</span>
          {kind !== undefined && (
            <span className="address-kind">
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
