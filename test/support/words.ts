/** Words that somebody says, as they are on their way. */
import { unixMs } from '../../shared/domain/time.ts'
import type { PendingMessage } from '../../shared/events/conversation.ts'
import type { Said } from '../../shared/events/kind.ts'

/** A message of this text. */
export const messageOf = (text: string) =>
  ({ kind: 'message', on: null, body: { text } }) satisfies Said

/** The same, as a member sends it. */
export const posting = (cid: string, text: string) =>
  ({ type: 'post', cid, kind: 'message', body: { text } }) as const

/** The same, while it waits for the host. */
export const waitingFor = (cid: string, text: string, time = 1): PendingMessage => ({
  ...{ cid, ...messageOf(text), time: unixMs(time), error: null },
})
