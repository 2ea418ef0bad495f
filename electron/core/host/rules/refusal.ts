/** How strangers are turned away, pure. */
import type { HostMessage, HostMessageOf, RefusalCode } from '../../../../shared/wire/protocol.ts'
import {
  type ConnectionId,
  type Peer,
  type RoomState,
  type RoomStep,
  send,
  withPeer,
} from './state.ts'

/** Turns a stranger away. One who waited for the host's word is no longer shown as waiting. */
export function refuse(
  state: RoomState,
  from: ConnectionId,
  code: RefusalCode,
  text: string,
  more: Pick<HostMessageOf<'refused'>, 'reason' | 'retryAfter'> = {},
): RoomStep {
  const message: HostMessage = { type: 'refused', code, text, ...more }
  const waited = state.peers.get(from)?.stage === 'waiting'
  return {
    state: withPeer(state, from, null),
    effects: [
      send(from, message),
      { type: 'hangUp', to: from },
      ...(waited ? [{ type: 'showAccess' } as const] : []),
    ],
  }
}

/** Turns away where the same key has waited before: one may be dead, and the host decides once. */
export function withoutWaiting(state: RoomState, from: ConnectionId, key: Peer['key']): RoomStep {
  let step: RoomStep = { state, effects: [] }
  for (const [other, one] of state.peers) {
    if (other === from || one.stage !== 'waiting' || one.key !== key) continue
    const text = 'This key has asked from elsewhere.'
    const refused = refuse(step.state, other, 'not_admitted', text)
    step = { state: refused.state, effects: [...step.effects, ...refused.effects] }
  }
  return step
}
