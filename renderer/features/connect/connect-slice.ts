/** A join under way, and a room that is joined again. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'

export interface JoinUnderWay {
  readonly attemptId: string
  readonly address: string
  readonly name: string
}

export interface ConnectSlice {
  /** The join that the dialog waits for. */
  readonly joining: JoinUnderWay | null
  readonly joinError: ErrorValue | null
  /** The ended room that a person joins again, until it is live or its outcome has been read. */
  readonly rejoining: string | null
}

export const connectSlice: ConnectSlice = { joining: null, joinError: null, rejoining: null }
