/**
 * The end of every run: whatever was broken works again and everything comes to rest; then all
 * have the same, nothing waits, and nobody was told anything else on the way.
 */
import { rowOf } from '../../electron/core/member/rules/rows.ts'
import type { RowsPage } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { REACTION_EMOJI } from '../../shared/domain/limits.ts'
import { fold } from '../../shared/events/kinds.ts'
import { became, hold, sameEvent } from './hold.ts'
import type { Seat } from './seat.ts'
import { lastOf } from './tables.ts'
import type { Guest, World } from './world.ts'

/** Mends everything, and waits until nothing happens any more. */
export function calm(world: World): void {
  for (const disk of world.disks) disk.full = false
  for (const link of world.links) link.slow = false
  world.rest()
  if (!world.host.open) world.restartHost()
  const met = world.guests.filter(({ seat, kept }) => seat !== undefined || kept !== undefined)
  for (const guest of met) comeBack(world, guest)
  world.rest()
  // A person clicks again where a full disk ended it, or a first try that failed.
  for (let tries = 0; tries < 2; tries += 1) {
    for (const guest of met) if (!guest.left && mended(world, guest)) comeBack(world, guest)
    world.rest()
  }
}

/** Everybody scrolls back as far as they may, a little at a time. */
export function readBack(world: World): void {
  for (const guest of world.guests) {
    const { seat } = guest
    if (seat === undefined || guest.left) continue
    for (let most = 1; (guest.kept?.first ?? 0) > seat.state.floor; most = (most % 3) + 1) {
      const before = guest.kept?.first ?? 1
      world.act(() => seat.put({ type: 'older', before, most }))
      world.rest()
      const { first = before } = guest.kept ?? {}
      hold(first < before, () => `${guest.computer.person.name} reads no further than ${before}`)
    }
  }
}

/** The program is started, or the room entered again. After another log it is a new join. */
export function comeBack(world: World, guest: Guest): void {
  const { seat, kept } = guest
  if (seat === undefined) guest.start()
  else if (seat.state.phase !== 'ended' || guest.left || seat.dials) return
  else if (kept === undefined || world.ledger.lifeOf(seat).end?.error?.code === 'log_differs') {
    guest.start()
  } else seat.connect()
}

function mended(world: World, { seat }: Guest): boolean {
  if (seat?.state.phase !== 'ended') return false
  const code = world.ledger.lifeOf(seat).end?.error?.code
  if (code === 'log_differs') return world.forgetful
  // Who was never in the room is not brought back by itself.
  return code === 'storage_full' || !seat.state.returning
}

/** What must be true when all is quiet. */
export function checkQuiet(world: World): void {
  const { host, guests, ledger } = world
  ledger.check(world.disks)
  const { length } = host.log
  const inRoom = guests.filter(({ seat, left }) => seat !== undefined && !left)
  for (const seat of [host.seat, ...inRoom.map(({ seat }) => seat)]) {
    if (seat === undefined) throw new Error('the host is off')
    checkSeat(world, seat, length)
  }
  checkFolds(world, inRoom)
  checkGone(world, inRoom)
  for (const guest of inRoom) checkCopy(world, guest)
  for (const said of ledger.said) {
    const { person, disk, cid, what, stored, failed, unqueued, conflict } = said
    // Words stay with a log that was set aside, and with somebody who has left.
    const aside = disk.tables.logs.some(
      ({ readOnly, outbox }) => readOnly && outbox.some((one) => one.cid === cid),
    )
    const left = guests.some((guest) => guest.left && guest.computer.person === person)
    if (!stored || failed || unqueued || aside || left) continue
    const event = host.log.find((one) => one.author.id === person.key && one.cid === cid)
    if (conflict && event?.withdrawn !== undefined) continue
    const there = event !== undefined && became(event, what)
    hold(there !== conflict, () => `${person.name}’s ${cid} ${there ? 'has' : 'never'} arrived`)
  }
}

/** What is withdrawn has words nowhere: not in a log, and not in what waits to be sent again. */
function checkGone({ host }: World, guests: readonly Guest[]): void {
  const own = { kept: host.computer.disk.tables.find(host.key), computer: host.computer }
  for (const { kept, computer } of [own, ...guests]) {
    const { name, key } = computer.person
    for (const { author, cid, seq, kind, withdrawn, body } of kept?.events ?? []) {
      if (withdrawn === undefined) continue
      hold(Object.keys(body).length === 0, () => `${name} has the words of ${seq}`)
      const waits = kept?.outbox.some(
        (one) => author.id === key && one.cid === cid && one.kind === kind && one.error === null,
      )
      // What a full disk did not let go of is said once more at the next start, and goes then.
      hold(computer.disk.refused || !waits, () => `${name} waits to say ${seq} again`)
    }
  }
}

/** Everybody is live, has seen the last event, and waits for nothing but what has failed. */
function checkSeat(world: World, seat: Seat, length: number): void {
  const { state, computer } = seat
  const { name } = computer.person
  const { end, shown } = world.ledger.lifeOf(seat)
  hold(state.phase === 'live', () => `${name} is ${state.phase}: ${end?.how} ${end?.error?.code}`)
  hold(state.seq === length, () => `${name} has ${state.seq} of ${length}`)
  hold(shown === null || shown === length, () => `${name} saw ${shown} of ${length}`)
  const waits = [...state.pending.values()].filter(({ error }) => error === null)
  hold(waits.length === 0, () => `${name} waits for ${waits.map(({ cid }) => cid)}`)
  const outbox = computer.disk.tables.logs.findLast(({ readOnly }) => !readOnly)?.outbox ?? []
  const unseen = outbox.map(({ cid }) => cid).filter((cid) => !state.pending.has(cid))
  // What a full disk did not let go of is sent once more at the next start, and known there.
  const clean = computer.disk.refused || unseen.length === 0
  hold(clean, () => `${name}’s outbox has ${unseen}, which nobody waits for`)
  const members = [...state.members.keys()].sort().join()
  const { room } = world.host
  const here = [...(room?.state.peers.values() ?? [])].flatMap((person) =>
    person.stage === 'member' ? [person.key] : [],
  )
  const all = [...here, ...(room?.state.cut.keys() ?? [])].sort().join()
  hold(members === all, () => `${name} sees ${members}, there are ${all}`)
}

/**
 * What stands on a row is the same for all who have the row, whenever and by whatever way each
 * of it came; and there is no more of it than may be.
 */
function checkFolds({ host }: World, guests: readonly Guest[]): void {
  const { tables } = host.computer.disk
  const own = tables.find(host.key)
  if (own === undefined) throw new Error('the host has no log')
  const all = { after: 0, most: own.events.length + 1 }
  for (const row of rowsOf(tables.rows(own.id, all), host.key.ownKey)) {
    const { reaction = [] } = row.kind === 'message' ? row.shown : {}
    hold(reaction.length <= REACTION_EMOJI, () => `${row.at} has ${reaction.length} emoji`)
  }
  for (const { kept, computer } of guests) {
    if (kept === undefined) continue
    const { name, key } = computer.person
    const theirs = rowsOf(tables.rows(own.id, { ...all, after: kept.first - 1 }), key)
    const ours = rowsOf(computer.disk.tables.rows(kept.id, all), key)
    const [shown, expected] = [JSON.stringify(ours), JSON.stringify(theirs)]
    hold(shown === expected, () => `${name} shows ${shown}, the host has ${expected}`)
    for (const { seq } of kept.events) {
      const [one, other] = [
        computer.disk.tables.standing(kept.id, seq, false),
        tables.standing(own.id, seq, false),
      ]
      const folds = [one, other].map(({ standing }) => JSON.stringify(fold(standing, key)))
      hold(folds[0] === folds[1], () => `on ${seq} ${name} has ${folds[0]}, the host ${folds[1]}`)
    }
  }
}

const rowsOf = ({ rows, standing, folded }: RowsPage, ownKey: Fingerprint) =>
  rows.map((event) => {
    const on = standing.filter((one) => one.on === event.seq)
    return rowOf(ownKey, event, on, folded)
  })

/** A guest's own copy ends where the host's log does, and begins no earlier than it may. */
function checkCopy(world: World, guest: Guest): void {
  const { kept, computer } = guest
  const { name, key } = computer.person
  const { log, room } = world.host
  if (kept === undefined) throw new Error(`${name} has no log`)
  hold(lastOf(kept) === log.length, () => `${name} kept ${lastOf(kept)} of ${log.length}`)
  const mine = kept.events.every((event, at) => {
    const original = log[kept.first - 1 + at]
    return original !== undefined && sameEvent(event, original)
  })
  hold(mine, () => `${name} kept something else`)
  const floor = room?.state.floors.get(key) ?? 1
  hold(world.forgetful || kept.first >= floor, () => `${name} read ${kept.first}, below ${floor}`)
}
