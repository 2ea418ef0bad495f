/** How many panes fit: one (below 720 px), two, or three (from 1000 px), the people beside. */
import { useSyncExternalStore } from 'react'

export type Layout = 'one' | 'two' | 'three'

const two = matchMedia('(min-width: 720px)')
const three = matchMedia('(min-width: 1000px)')

function subscribe(changed: () => void): () => void {
  for (const query of [two, three]) query.addEventListener('change', changed)
  return () => {
    for (const query of [two, three]) query.removeEventListener('change', changed)
  }
}

const current = (): Layout => (three.matches ? 'three' : two.matches ? 'two' : 'one')

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, current)
}
