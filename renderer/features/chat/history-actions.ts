/** Fetches what was said before and after what is shown, and what stands around a message. */
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import { HISTORY_PAGE } from '../../../shared/domain/limits.ts'
import type { HistoryPage } from '../../../shared/events/conversation.ts'
import { type Direction, shown } from '../../store/room-changes.ts'
import { type Ask, type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { begins, indexOf, startOf, type Timeline } from '../../store/timeline.ts'
import { roomOf } from '../../store/view.ts'
import {
  backToLatest,
  historyAnswered,
  historyAsked,
  jumpedTo,
  pageArrived,
} from '../../store/view-changes.ts'

interface Others {
  readonly ask: Ask
}

export function createHistoryActions(store: TincanStore, { api }: Surroundings, { ask }: Others) {
  const get = () => store.getState()
  const asking = new Set<string>()
  let jumps = 0

  /** What is said on the rows of a page while it is on its way is kept for it. */
  const whileAsked = async (roomId: string, act: () => Promise<void>) => {
    store.setState({ view: historyAsked(get().view, roomId) })
    try {
      await act()
    } finally {
      store.setState({ view: historyAnswered(get().view, roomId) })
    }
  }

  const load = async (roomId: string, direction: Direction) => {
    const room = roomOf(get().view, roomId)
    if (room === undefined) return
    const stretch = shown(room)
    const page = `${roomId} ${direction} ${stretch.epoch}`
    if (asking.has(page)) return
    if (direction === 'older' ? begins(stretch, room.info) : room.aside === null) return
    asking.add(page)
    blame(roomId, undefined)
    await whileAsked(roomId, () => fetchPage(roomId, direction, stretch))
    asking.delete(page)
  }

  const fetchPage = async (roomId: string, direction: Direction, stretch: Timeline) => {
    const where: VerbRequest<'history'>['where'] =
      direction === 'older' ? { before: olderThan(stretch) } : { after: stretch.last }
    const answer = await settle(api.history({ roomId, where, limit: HISTORY_PAGE }))
    const now = roomOf(get().view, roomId)
    // Another stretch is shown by now: the page is none of its.
    if (now === undefined || shown(now).epoch !== stretch.epoch) return
    if (!answer.ok) return blame(roomId, { direction, message: answer.error.message })
    const { view } = get()
    const grown = pageArrived(view, roomId, direction, answer.value)
    // There is more, and it did not come: it is with the host, who cannot be asked.
    if (grown === view && more(answer.value, direction)) {
      blame(roomId, { direction, message: null })
    } else store.setState({ view: grown })
  }

  const blame = (
    roomId: string,
    fault: { direction: Direction; message: string | null } | undefined,
  ) => {
    const { [roomId]: _, ...others } = get().unfetched
    store.setState({ unfetched: fault === undefined ? others : { ...others, [roomId]: fault } })
  }

  return {
    /** Fetches the page before the oldest entry shown, or after the newest; one at a time at each end. */
    loadPage: load,

    /** Opens a room at one of its messages. The last jump asked for wins. */
    jump: (roomId: string, seq: number): Promise<void> =>
      whileAsked(roomId, async () => {
        jumps += 1
        const jump = jumps
        const room = roomOf(get().view, roomId)
        const held = room !== undefined && indexOf(room.timeline, seq) !== undefined
        const where = { around: seq }
        const page = held ? null : await ask(api.history({ roomId, where, limit: HISTORY_PAGE }))
        if (page === undefined || jump !== jumps) return
        const { [roomId]: _, ...unfetched } = get().unfetched
        store.setState({
          view: jumpedTo(get().view, roomId, seq, page),
          unfetched,
          pane: 'chat',
          peopleOver: false,
        })
      }),

    /** Shows the latest messages again. */
    backToLatest: (roomId: string) => store.setState({ view: backToLatest(get().view, roomId) }),
  }
}

function more(page: HistoryPage, direction: Direction): boolean {
  return direction === 'older' ? page.older : page.newer
}

/** Where nothing is held, everything is older. */
function olderThan(stretch: Timeline): number {
  return stretch.to < stretch.from ? Number.MAX_SAFE_INTEGER : startOf(stretch)
}
