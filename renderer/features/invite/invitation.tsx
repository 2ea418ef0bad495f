/** How to bring others into a room hosted here: by its link, or by address. */
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { ByAddress } from './by-address.tsx'
import { CopyInviteLink } from './invite-link.tsx'

export function Invitation({ info }: { readonly info: RoomInfo }) {
  if (info.hosting === null) return null
  return (
    <>
      <CopyInviteLink link={info.hosting.invite} />
      <ByAddress info={info} />
    </>
  )
}
