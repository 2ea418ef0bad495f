/**
 * Whether there is a place for somebody, pure. The place of a member who was cut is kept; who was
 * in before goes before newcomers; and once a room is half full, nobody fills the rest of it from
 * one network address.
 */
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import { ADDRESS_PART, CROWDED_PART, RESERVE_MS } from '../../../../shared/domain/limits.ts'
import { later, type MonotonicMs } from '../../../../shared/domain/time.ts'
import type { RefusalCode } from '../../../../shared/wire/protocol.ts'
import { type Claim, isIn, type Peer, type RoomState } from './state.ts'

type Comer = Pick<Peer, 'key' | 'host' | 'address'>

/** Why there is no place for `comer`, who has none that is kept; undefined when there is one. */
export function placeFault(
  state: RoomState,
  comer: Comer,
  now: MonotonicMs,
): Extract<RefusalCode, 'room_full' | 'address_full'> | undefined {
  const { capacity } = state.config
  const taken = placesTaken(state)
  if (comer.host) return undefined
  if (wasIn(state, comer.key)) {
    // Their own address first: who may not have a place must not have others wait for one.
    const back = state.quietUntil !== null && now < state.quietUntil
    if (!back && hasItsShare(state, comer, now)) return 'address_full'
    return taken >= capacity ? 'room_full' : undefined
  }
  if (taken + claimsBut(state, comer.key, now).length >= capacity) return 'room_full'
  return hasItsShare(state, comer, now) ? 'address_full' : undefined
}

/** Whether the comer's address has all that one may have of a crowded room, claims included. */
function hasItsShare(state: RoomState, { key, address }: Comer, now: MonotonicMs): boolean {
  const { capacity } = state.config
  const { perAddress } = state.policy
  if (address === null || perAddress === 'all') return false
  if (placesTaken(state) < capacity / CROWDED_PART) return false
  const claims = claimsBut(state, key, now).filter((claim) => claim.address === address)
  const most = perAddress ?? Math.max(1, Math.floor(capacity / ADDRESS_PART))
  return placesOf(state, address) + claims.length >= most
}

/** The claims that hold now, of others than `key`. */
function claimsBut(state: RoomState, key: Fingerprint, now: MonotonicMs): Claim[] {
  return [...state.claims].flatMap(([of, claim]) =>
    of !== key && now < claim.until ? [claim] : [],
  )
}

/** Who was in before and finds no place has the next free one, as long as it keeps coming back. */
export function withClaim(state: RoomState, { key, address }: Comer, now: MonotonicMs): RoomState {
  if (!wasIn(state, key)) return state
  const claims = new Map([...state.claims].filter(([, { until }]) => now < until))
  return { ...state, claims: claims.set(key, { address, until: later(now, RESERVE_MS) }) }
}

/** The state without a key’s claim; the very same one when there is none. */
export function withoutClaim(state: RoomState, key: Fingerprint): RoomState {
  if (!state.claims.has(key)) return state
  const claims = new Map(state.claims)
  claims.delete(key)
  return { ...state, claims }
}

/** The members, and the places that are kept. */
export const placesTaken = (state: RoomState) => state.members + state.cut.size

/** A newcomer's floor is set when it comes in, and stays until the host puts it out. */
const wasIn = (state: RoomState, key: Fingerprint) => state.floors.has(key)

function placesOf(state: RoomState, address: string): number {
  let places = 0
  for (const peer of state.peers.values()) {
    if (isIn(peer) && peer.address === address) places += 1
  }
  for (const cut of state.cut.values()) if (cut.address === address) places += 1
  return places
}
