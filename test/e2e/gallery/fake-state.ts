/** The fake main process's state after a change, so that a reloaded window finds it again. */
import type { Change, RoomSnapshot, Snapshot } from '../../../shared/contract/snapshot.ts'

export function kept(state: Snapshot, change: Change): Snapshot {
  const inRoom = (roomId: string, next: (room: RoomSnapshot) => RoomSnapshot): Snapshot => ({
    ...state,
    rooms: state.rooms.map((room) => (room.id === roomId ? next(room) : room)),
  })
  switch (change.type) {
    case 'room': {
      const { room } = change
      const known = state.rooms.some((one) => one.id === room.id)
      if (known) return inRoom(room.id, (one) => ({ ...one, ...room }))
      const fresh = { ...room, members: [], entries: [], pending: [], draft: '' }
      return { ...state, rooms: [...state.rooms, fresh] }
    }
    case 'entries':
      return inRoom(change.roomId, (room) => ({
        ...room,
        entries: [...room.entries, ...change.entries].slice(-100),
        last: Math.floor(change.entries.at(-1)?.at ?? room.last),
      }))
    case 'members':
      return inRoom(change.roomId, (room) => ({ ...room, members: change.members }))
    case 'pending':
      return inRoom(change.roomId, (room) => ({
        ...room,
        pending: [
          ...room.pending.filter((message) => message.cid !== change.message.cid),
          change.message,
        ],
      }))
    case 'unpending':
      return inRoom(change.roomId, (room) => ({
        ...room,
        pending: room.pending.filter((message) => message.cid !== change.cid),
      }))
    case 'removed':
      return { ...state, rooms: state.rooms.filter((room) => room.id !== change.roomId) }
    case 'identity':
      return { ...state, identity: change.identity }
    case 'settings':
      return { ...state, recents: change.recents, name: change.name }
    case 'warnings':
      return { ...state, warnings: change.warnings }
    default:
      return state
  }
}
