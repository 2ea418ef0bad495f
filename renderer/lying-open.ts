/** Which dialog lies open over the window. */
import type { OpenDialog, State } from './store/state.ts'
import { askedRejoin, roomOf } from './store/view.ts'

/**
 * What may lie open, one at a time: what a person has opened, or else what a room that is joined
 * again asks, or that it has another key.
 */
export type LyingOpen = OpenDialog | { readonly kind: 'rejoin' }

const REJOIN: LyingOpen = { kind: 'rejoin' }

export function whatLiesOpen({ dialog, view, rejoining }: State): LyingOpen | null {
  if (dialog !== null) return dialog
  if (askedRejoin(view) !== undefined) return REJOIN
  const connection = roomOf(view, rejoining)?.info.connection
  const stopped = connection?.phase === 'ended' && connection.error?.code === 'pin_mismatch'
  return stopped ? REJOIN : null
}
