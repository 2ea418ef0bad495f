/** Top of a conversation: where it begins, and for a host the next step: to invite. */
import type { RoomView } from '../../store/view.ts'
import { Cans } from '../../ui/cans.tsx'
import { ByAddress } from '../invite/by-address.tsx'
import { CopyInviteLink } from '../invite/invite-link.tsx'

export function Beginning({ room }: { readonly room: RoomView }) {
  const { hosting, connection, name } = room.info
  const open = hosting !== null && connection.phase === 'live'
  return (
    <div className="beginning">
      <Cans mood={connection.phase === 'live' ? 'slack' : 'broken'} />
      {open ? (
        <>
          <h3 className="beginning-title">
            <bdi>{name}</bdi> is open
          </h3>
          <p className="beginning-words">
            Send this link to the others. They click <b>Join a room</b> and paste it.
          </p>
          <CopyInviteLink link={hosting.invite} />
          <ByAddress info={room.info} />
        </>
      ) : (
        <>
          <h3 className="beginning-title">
            <bdi>{name}</bdi>
          </h3>
          <p className="beginning-words">{words(room)}</p>
        </>
      )}
    </div>
  )
}

function words({ info, timeline }: RoomView): string {
  const spoken = timeline.rows.some((row) => row.kind === 'message')
  return spoken || info.connection.phase !== 'live'
    ? 'This is where the conversation begins.'
    : 'Nobody has said anything yet. Say hello.'
}

export function Older() {
  return <p className="older">Fetching what was said before…</p>
}
