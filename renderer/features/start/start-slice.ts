/** How far the start has come. */
import type { Starting } from '../../../shared/contract/snapshot.ts'

export interface StartSlice {
  /** As last told; null before that. */
  readonly starting: Starting | null
}

export const startSlice: StartSlice = { starting: null }
