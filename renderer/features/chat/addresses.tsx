/** The addresses by which a room is reached, each copied with one click. */
import { Popover } from 'radix-ui'
import type { ReachableAddress, RoomInfo } from '../../../shared/snapshot.ts'
import { kindWords } from '../../store/words.ts'
import { Button } from '../../ui/button.tsx'
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

/** The header's way to the addresses, at any time. */
export function AddressesButton({ info }: { readonly info: RoomInfo }) {
  const { hosting, address } = info
  return (
    <Popover.Root modal>
      <Popover.Trigger asChild>
        <Button
          look="quiet"
          icon="share"
          className="header-tool"
          aria-label="Addresses"
          title="Addresses of this room"
        >
          <span className="header-tool-word">Addresses</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Addresses of this room"
        >
          <p className="popover-words">
            {hosting === null
              ? 'You joined by this address.'
              : 'Read one of these out. Others type it under Join a room.'}
          </p>
          <AddressList addresses={hosting?.addresses ?? [{ address }]} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
