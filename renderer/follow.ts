/**
 * Feeds the store from the main process. Pushes are subscribed before the first snapshot is asked
 * for, so that nothing falls in between.
 */
import type { TincanApi } from '../shared/contract/ipc.ts'
import type { Push } from '../shared/contract/snapshot.ts'
import { withKept } from './features/chat/drafts.ts'
import { withoutHit } from './features/search/search-slice.ts'
import { createAnnouncer } from './store/announcer.ts'
import { windowClock } from './store/clock.ts'
import { newcomerWords, newlyWaiting } from './store/newcomers.ts'
import { type Arrived, heardAt, pushArrived, refetching, snapshotArrived } from './store/reduce.ts'
import { settle, type TincanStore } from './store/store.ts'
import { activeRoom, roomOf } from './store/view.ts'

/** Starts to follow the main process; returns the end of it. */
export function follow(store: TincanStore, api: TincanApi): () => void {
  const announcer = createAnnouncer((announcement) => store.setState({ announcement }))

  const take = ({ view, refetch }: Arrived) => {
    const told = heardAt(store.getState().view, view, windowClock.monotonic())
    store.setState({ view: told })
    if (refetch) void fetchSnapshot()
  }
  const fetchSnapshot = async () => {
    const answer = await settle(api.snapshot())
    const { view, troubles, drafts } = store.getState()
    if (!answer.ok) return store.setState({ troubles: [...troubles, answer.error] })
    store.setState({ drafts: withKept(drafts, answer.value.rooms) })
    const step = snapshotArrived(view, answer.value)
    // A past room is in front only because something must be: the list comes first where one fits.
    const past = activeRoom(step.view)?.info.connection.phase === 'ended'
    if (!view.ready && past && view.active === null) store.setState({ pane: 'rooms' })
    take(step)
  }
  const watchStart = async () => {
    for (let seen = 0; ; ) {
      const answer = await settle(api.starting({ seen }))
      const { troubles } = store.getState()
      if (!answer.ok) return store.setState({ troubles: [...troubles, answer.error] })
      store.setState({ starting: answer.value })
      if (answer.value.phase === 'ready') return
      seen = answer.value.step
    }
  }
  const hear = (push: Push) => {
    const { view } = store.getState()
    if (view.sync !== 'synced') return
    for (const change of push.changes) {
      if (change.type === 'room') {
        const come = newlyWaiting(roomOf(view, change.room.id)?.info, change.room)
        if (come.length > 0) store.setState({ announcement: newcomerWords(come, change.room.name) })
      }
      if (change.type === 'entries' && change.roomId === view.active)
        announcer.add(change.stretch.entries)
      if (change.type === 'shown' && change.row.withdrawn) {
        if (change.roomId === view.active) announcer.drop(change.row.seq)
        const { search } = store.getState()
        // What a screen reader was told last may be these words.
        store.setState({
          announcement: '',
          search: withoutHit(search, change.roomId, change.row.seq),
        })
      }
      if (change.type === 'pending' && change.message.error !== null) {
        store.setState({ announcement: `Not sent: ${change.message.error.message}` })
      }
    }
  }

  const unsubscribe = api.onPush((push) => {
    hear(push)
    take(pushArrived(store.getState().view, push))
  })
  store.setState(({ view }) => ({ view: refetching(view) }))
  void watchStart()
  void fetchSnapshot()
  return () => {
    unsubscribe()
    announcer.close()
  }
}
