/** The fake main process's state after a change, so that a reloaded window finds it again. */
import type { Change, RoomSnapshot, Snapshot } from '../../../shared/contract/snapshot.ts'
import type { Stretch } from '../../../shared/events/conversation.ts'
import { stretchOf } from './fake-data.ts'

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
      const unread = { count: 0, from: null }
      const nothing = { members: [], stretch: stretchOf([]), pending: [], draft: '', unread }
      const fresh = { ...room, ...nothing }
      return { ...state, rooms: [...state.rooms, fresh] }
    }
    case 'entries':
      return inRoom(change.roomId, (room) => {
        const { to } = change.stretch
        return { ...room, stretch: grown(room.stretch, change.stretch), last: to }
      })
    case 'shown':
      return inRoom(change.roomId, (room) => {
        const entries = room.stretch.entries.map((entry) =>
          entry.kind === 'message' && entry.seq === change.row.seq
            ? { ...entry, ...change.row }
            : entry,
        )
        return { ...room, stretch: { ...room.stretch, entries } }
      })
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

/** The end of the conversation, as a snapshot has it. */
function grown(held: Stretch, more: Stretch): Stretch {
  const all = [...held.entries, ...more.entries]
  const entries = all.slice(-100)
  const from = held.to < held.from ? more.from : held.from
  return {
    from: all.length === entries.length ? from : Math.ceil(entries[0]?.at ?? from),
    to: more.to,
    entries,
  }
}
