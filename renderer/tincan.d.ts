/** What the window finds in its surroundings: the preload's verbs, and style sheets as modules. */
import type { TincanApi } from '../shared/ipc.ts'

declare global {
  interface Window {
    readonly tincan: TincanApi
  }
}
