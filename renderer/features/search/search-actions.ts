/** What a person does to find what was said. */
import type { SearchHit } from '../../../shared/contract/snapshot.ts'
import { type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { asking, failed, found, noSearch, type SearchView, selecting } from './search-slice.ts'

/** A pause in typing that is a question. */
const PAUSE_MS = 150

/** So long after a search that was partial, it goes on. */
const PARTIAL_MS = 2_000

interface Others {
  readonly jump: (roomId: string, seq: number) => Promise<void>
}

export function createSearchActions(store: TincanStore, { api }: Surroundings, { jump }: Others) {
  const get = () => store.getState().search
  const set = (search: SearchView) => store.setState({ search })
  let pause: ReturnType<typeof setTimeout> | undefined

  const fetch = async (next: number | null) => {
    const { text, here, asked } = get()
    const roomId = here ? store.getState().view.active : null
    const answer = await settle(api.search({ text, roomId, next }))
    set(answer.ok ? found(get(), asked, answer.value) : failed(get(), asked, answer.error.message))
    if (get().asked === asked && get().partial && answer.ok) goOnLater(asked)
  }
  const goOnLater = (asked: number) => {
    clearTimeout(pause)
    pause = setTimeout(() => {
      const search = get()
      if (search.asked !== asked || search.more || search.state !== 'done') return
      set({ ...search, more: true })
      void fetch(search.next)
    }, PARTIAL_MS)
  }
  const ask = (change: Partial<Pick<SearchView, 'text' | 'here'>>, wait: number) => {
    clearTimeout(pause)
    set(asking(get(), change))
    if (get().state === 'asking') pause = setTimeout(() => void fetch(null), wait)
  }
  store.subscribe(({ view, search }, before) => {
    const moved = view.active !== before.view.active
    if (moved && search.here && search.state !== 'idle') ask({}, 0)
  })
  const moreHits = () => {
    const { next, more, state } = get()
    if (next === null || more || state !== 'done') return
    set({ ...get(), more: true })
    void fetch(next)
  }

  return {
    /** The field gets the focus, wherever one is. */
    wantSearch: () => {
      const { pane, search } = store.getState()
      store.setState({ pane: 'rooms', search: { ...search, wanted: true, back: pane } })
    },
    searchReached: () => set({ ...get(), wanted: false }),
    search: (text: string) => ask({ text }, PAUSE_MS),
    searchHere: (here: boolean) => ask({ here }, 0),
    moreHits,
    selectHit: (index: number) => {
      set(selecting(get(), index))
      if (get().selected === get().hits.length - 1) moreHits()
    },
    /** The rooms are listed again. */
    endSearch: () => {
      clearTimeout(pause)
      const { asked, back } = get()
      store.setState({ search: { ...noSearch, asked: asked + 1 }, pane: back })
    },
    openHit: (hit: SearchHit) => {
      set(selecting(get(), get().hits.indexOf(hit)))
      return jump(hit.roomId, hit.message.seq)
    },
  }
}

export type SearchActions = ReturnType<typeof createSearchActions>
