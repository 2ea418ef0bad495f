/** What the window finds in its surroundings: the preload's verbs, and style sheets as modules. */
import type { TincanApi } from '../shared/contract/ipc.ts'

declare global {
  interface Window {
    readonly tincan: TincanApi
  }
}
