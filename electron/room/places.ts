/**
 * Whether there is a place for somebody, pure. The place of a member who was cut is kept; who was
 * in before goes before newcomers; and once a room is half full, nobody fills the rest of it from
 * one network address.
 */
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { ADDRESS_PART, CROWDED_PART, RESERVE_MS } from '../../shared/limits.ts'
import type { RefusalCode } from '../../shared/protocol.ts'
import { later, type MonotonicMs } from '../../shared/time.ts'
import type { Person, RoomState } from './room-state.ts'

/** Somebody at the door, whose own earlier place is not counted any more. */
type Comer = Pick<Person, 'key' | 'host' | 'address'>

/** Why there is no place for `comer`, or undefined when there is one. */
export function placeFault(
  state: RoomState,
  comer: Comer,
  now: MonotonicMs,
): Extract<RefusalCode, 'room_full' | 'address_full'> | undefined {
  const { capacity } = state.config
  const taken = placesTaken(state)
  if (comer.host) return undefined
  if (wasIn(state, comer.key)) return taken >= capacity ? 'room_full' : undefined
  const claimed = [...state.claims].filter(([key, until]) => key !== comer.key && now < until)
  if (taken + claimed.length >= capacity) return 'room_full'
  const { perAddress } = state.policy
  if (comer.address === null || perAddress === 'all' || taken < capacity / CROWDED_PART) {
    return undefined
  }
  const most = perAddress ?? Math.max(1, Math.floor(capacity / ADDRESS_PART))
  return placesOf(state, comer.address) >= most ? 'address_full' : undefined
}

/** Who was in before and finds no place has the next free one, as long as it keeps coming back. */
export function withClaim(state: RoomState, key: Fingerprint, now: MonotonicMs): RoomState {
  if (!wasIn(state, key)) return state
  const claims = new Map([...state.claims].filter(([, until]) => now < until))
  return { ...state, claims: claims.set(key, later(now, RESERVE_MS)) }
}

export function withoutClaim(state: RoomState, key: Fingerprint): RoomState {
  if (!state.claims.has(key)) return state
  const claims = new Map(state.claims)
  claims.delete(key)
  return { ...state, claims }
}

/** The members, and the places that are kept. */
export const placesTaken = (state: RoomState) => state.members + state.away.size

/** A newcomer's floor is set when it comes in, and stays until the host puts it out. */
const wasIn = (state: RoomState, key: Fingerprint) => state.floors.has(key)

function placesOf(state: RoomState, address: string): number {
  let places = 0
  for (const person of state.people.values()) {
    if (person.stage === 'member' && person.address === address) places += 1
  }
  for (const away of state.away.values()) if (away.address === address) places += 1
  return places
}
