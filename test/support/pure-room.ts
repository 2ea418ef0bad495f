/** A room driven by values, for tests: each input's effects are a list to look at. */
import { createHash } from 'node:crypto'
import { stepRoom } from '../../electron/core/host/rules/room.ts'
import {
  initialRoom,
  newAccess,
  type RoomEffect,
  type RoomInput,
  type RoomPolicy,
  type RoomState,
} from '../../electron/core/host/rules/state.ts'
import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { momentAt, unixMs } from '../../shared/domain/time.ts'
import type { HostMessage, MemberMessage } from '../../shared/wire/protocol.ts'

/** A key for each number; 0 is the host's. */
export const keyOf = (n: number) =>
  createHash('sha256').update(`${n}`).digest('base64url') as Fingerprint

/** What a test may set: whether there is a password, and the policy. */
export type Rules = Partial<RoomPolicy> & { readonly password?: boolean }

/** Stands for any password where nobody proves one. */
export const RECORD = { setup: 'setup', record: 'record' }

/** A room driven by values: what it did is a list to look at. */
export function setup(capacity = 10, { password = false, ...policy }: Rules = {}) {
  let state: RoomState = initialRoom(
    { id: 'r', name: 'Lab', capacity, hostKey: keyOf(0) },
    newAccess(
      { approving: false, locked: false, past: 'all', perAddress: null, ...policy },
      password ? RECORD : null,
    ),
  )
  let steps = 0
  const log: StoredEvent[] = []
  const once = (input: RoomInput): readonly RoomEffect[] => {
    steps += 1
    const result = stepRoom(state, input, {
      wall: unixMs(1000 + steps),
      monotonic: momentAt(steps),
    })
    state = result.state
    return result.effects
  }
  /**
   * A log that commits at once: what is to be stored comes back as `stored`, in its place, unless
   * nothing is there for it to stand on.
   */
  const told = (input: RoomInput): readonly RoomEffect[] =>
    once(input).flatMap((effect): readonly RoomEffect[] => {
      if (effect.type !== 'store') return [effect]
      const { from, said, floor } = effect
      const { cid, on } = said
      if (on !== null && (on < floor || log[on - 1] === undefined)) {
        const outcome = { kind: 'refused', code: 'target_unknown' } as const
        return once({ type: 'stored', from, cid, outcome })
      }
      const event = { ...said, seq: log.length + 1 }
      log.push(event)
      return once({ type: 'stored', from, cid, outcome: { kind: 'new', event } })
    })
  /** The same with an access list that is kept at once, and a log that is read at once. */
  const step = (input: RoomInput): readonly RoomEffect[] =>
    told(input).flatMap((effect) => {
      if (effect.type === 'keepAccess') return step({ type: 'accessKept' })
      if (effect.type !== 'findFloor') return [effect]
      const { from, key, rows } = effect
      const floor = log.filter(({ on }) => on === null).at(-rows)?.seq ?? 1
      return step({ type: 'floorFound', from, key, floor })
    })
  const hear = (from: number, message: MemberMessage) => step({ type: 'heard', from, message })
  const enter = (from: number, name: string, host = false) => {
    step({ type: 'connected', from, key: host ? keyOf(0) : keyOf(from), host, address: null })
    return hear(from, { type: 'hello', version: 1, capabilities: [], name })
  }
  /** The program ends and starts again: those who were in before come back for a while. */
  const reopen = () => {
    state = initialRoom(state.config, state, { seq: state.seq, quietUntil: momentAt(1_000_000) })
  }
  return { once, told, step, hear, enter, log, reopen, state: () => state }
}

/** What one connection was sent in a list of effects. */
export const sentTo = (to: number, effects: readonly RoomEffect[]): HostMessage[] =>
  effects.flatMap((effect) => (effect.type === 'send' && effect.to === to ? [effect.message] : []))
export const toAll = (effects: readonly RoomEffect[]): HostMessage[] =>
  effects.flatMap((effect) => (effect.type === 'broadcast' ? [effect.message] : []))
export const hungUp = (effects: readonly RoomEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'hangUp' ? [effect.to] : []))
