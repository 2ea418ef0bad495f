/**
 * What a run consists of: actions, each with two numbers that choose among what is possible at
 * that moment. An action that is not possible does nothing, so that any run can be shortened.
 */
import fc from 'fast-check'
import type { Said } from '../../shared/events/kind.ts'
import { readAs } from '../../shared/events/kinds.ts'
import { messageOf } from '../support/words.ts'
import { comeBack } from './quiet.ts'
import type { Seat } from './seat.ts'
import { lastOf } from './tables.ts'
import type { Guest, World } from './world.ts'

type Act = (world: World, pick: number, more: number) => void

const chosen = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

const anyGuest = (does: (world: World, guest: Guest, more: number) => void): Act => {
  return (world, pick, more) => {
    const guest = chosen(world.guests, pick)
    if (guest !== undefined) does(world, guest, more)
  }
}

const anySeat = (does: (world: World, seat: Seat, more: number) => void): Act => {
  return (world, pick, more) => {
    const seat = chosen(
      world.seats.filter(({ entered }) => entered),
      pick,
    )
    if (seat !== undefined) does(world, seat, more)
  }
}

/** Says under a cid, as long as nothing waits under the same cid. */
function say(world: World, seat: Seat, cid: string, said: Said): void {
  if (seat.state.pending.has(cid)) return
  world.ledger.says(seat, cid, said)
  seat.post(cid, said)
}

/** More than have place on a message here; two of them are the same to a reader. */
const EMOJI = ['👍', '❤', '❤️', '🎉', '🐟']

const saidBy = (world: World, seat: Seat) =>
  world.ledger.said.filter(({ person, conflict }) => person === seat.computer.person && !conflict)

const nextCid = (world: World, seat: Seat) => `c${saidBy(world, seat).length + 1}`

/** What of somebody's words has failed. */
const failedOf = (seat: Seat) =>
  [...seat.state.pending.values()].filter(({ error }) => error !== null)

const ACTS = {
  steps: (world, pick, more) => {
    for (let n = 0; n <= more % 12; n += 1) {
      const step = chosen(world.steps(), pick + n * 7)
      if (step !== undefined) world.act(step)
    }
  },
  say: anySeat((world, seat) => {
    const cid = nextCid(world, seat)
    say(world, seat, cid, messageOf(`${cid} of ${seat.computer.person.name}`))
  }),
  /** To something in the own log, whatever it is; sometimes to what is not there, or not any more. */
  react: anySeat((world, seat, more) => {
    const kept = seat.computer.disk.tables.logs.at(-1)
    const [there, emoji] = [chosen(kept?.events ?? [], more), chosen(EMOJI, more >> 3)]
    if (kept === undefined || there === undefined || emoji === undefined) return
    const strays = [lastOf(kept) + 1, kept.first - 1].filter((seq) => seq > 0)
    const on = more % 8 === 0 ? (chosen(strays, more >> 3) ?? there.seq) : there.seq
    const body = { emoji, ...(more % 3 === 0 && { off: true }) }
    say(world, seat, nextCid(world, seat), { kind: 'reaction', on, body })
  }),
  /** Takes a reaction back that was given before, or gives one that was taken back. */
  toggle: anySeat((world, seat, more) => {
    const reactions = saidBy(world, seat).flatMap(({ what: { kind, on, body } }) => {
      const known = readAs('reaction', { kind, on, body })
      return known === undefined ? [] : [{ on, emoji: known.emoji, off: known.off === true }]
    })
    const before = chosen(reactions, more)
    if (before === undefined) return
    const { on, emoji } = before
    const latest = reactions.findLast((one) => one.on === on && one.emoji === emoji)
    const body = { emoji, off: latest?.off !== true }
    say(world, seat, nextCid(world, seat), { kind: 'reaction', on, body })
  }),
  /** Something in the own log, most often one's own words; sometimes what one may not. */
  withdraw: anySeat((world, seat, more) => {
    const events = seat.computer.disk.tables.logs.at(-1)?.events ?? []
    const own = events.filter(({ author }) => author.id === seat.computer.person.key)
    const target = chosen(more % 4 === 0 ? events : own, more >> 2)
    if (target === undefined) return
    say(world, seat, nextCid(world, seat), { kind: 'deletion', on: target.seq, body: {} })
  }),
  repeat: anySeat((world, seat, more) => {
    const said = chosen(saidBy(world, seat), more)
    if (said !== undefined) say(world, seat, said.cid, said.what)
  }),
  /** Other words under the cid of something that is in the own log, and waits no more. */
  conflict: anySeat((world, seat, more) => {
    const { disk, person } = seat.computer
    const waiting = disk.tables.logs.flatMap(({ outbox }) => outbox).map(({ cid }) => cid)
    const own = disk.tables.logs
      .flatMap(({ events }) => events)
      .filter(({ author, cid }) => author.id === person.key && !waiting.includes(cid))
    const event = chosen(own, more)
    if (event !== undefined) say(world, seat, event.cid, messageOf('other words'))
  }),
  resend: anySeat((_, seat, more) => {
    const message = chosen(failedOf(seat), more)
    if (message !== undefined) seat.put({ type: 'resend', cid: message.cid })
  }),
  unqueue: anySeat((_, seat, more) => {
    const message = chosen(failedOf(seat), more)
    if (message !== undefined) seat.put({ type: 'unqueue', cid: message.cid })
  }),
  older: anySeat((world, seat, more) => {
    const first = seat.computer.disk.tables.logs.at(-1)?.first ?? 1
    if (seat !== world.host.seat && first > 1) {
      seat.put({ type: 'older', before: first, most: 1 + (more % 3) })
    }
  }),
  cut: (world, pick, more) => {
    const links = world.links.filter((link) => link !== world.host.seat?.link && !link.broken)
    chosen(links, pick)?.cut(more % 4, (more >> 2) % 4)
  },
  slow: (world, pick) => {
    const link = chosen(world.links, pick)
    if (link !== undefined) link.slow = !link.slow
  },
  double: (world, pick) => chosen(world.links, pick)?.double(),
  late: anyGuest((_, { seat }) => {
    if (seat?.link !== undefined) seat.put({ type: 'late' })
  }),
  killHost: (world, pick) => world.killHost(pick % 4),
  suspendHost: (world) => world.suspendHost(),
  startHost: (world) => world.restartHost(),
  killGuest: anyGuest((world, guest, more) => world.killGuest(guest, more % 4)),
  /** Starts the program, joins for the first time, or enters again what has ended. */
  come: anyGuest((world, guest) => {
    guest.left = false
    comeBack(world, guest)
  }),
  leave: anyGuest((_, guest) => {
    if (guest.seat === undefined) return
    guest.left = true
    guest.seat.leave()
  }),
  full: (world, pick) => {
    const disk = chosen(world.disks, pick)
    if (disk !== undefined) disk.full = !disk.full
  },
  unreserve: (world, pick) => {
    const key = chosen([...(world.host.room?.reserved ?? [])], pick)
    if (key !== undefined) world.host.room?.put({ type: 'unreserve', key })
  },
} satisfies Record<string, Act>

export type Kind = keyof typeof ACTS

export interface Action {
  readonly do: Kind
  readonly pick: number
  readonly more: number
}

/** What goes on in every run, and how often. Mostly things take their course. */
const ALWAYS: Partial<Record<Kind, number>> = {
  steps: 60,
  say: 24,
  react: 10,
  toggle: 8,
  withdraw: 5,
  repeat: 2,
  conflict: 1,
}

/** What else happens: a fault a dozen steps makes the rarest meetings. */
export const GROUPS = {
  cuts: { cut: 8, slow: 4, double: 4, late: 4, unreserve: 2 },
  kills: { killHost: 2, suspendHost: 1, startHost: 8, killGuest: 4, come: 6, cut: 3, double: 2 },
  people: { come: 8, leave: 3, older: 6, cut: 3, late: 2, unreserve: 2, resend: 1, unqueue: 1 },
  disks: { full: 3, resend: 3, unqueue: 2, cut: 3, killGuest: 2, come: 3, startHost: 1 },
} satisfies Record<string, Partial<Record<Kind, number>>>

export type Group = keyof typeof GROUPS

const together = (groups: readonly Partial<Record<Kind, number>>[]) => {
  const weights = new Map<Kind, number>()
  for (const [kind, weight] of groups.flatMap((group) => Object.entries(group))) {
    weights.set(kind as Kind, Math.max(weight, weights.get(kind as Kind) ?? 0))
  }
  return [...weights]
}

/** Runs of what always goes on with the faults of these groups. */
export const actionsOf = (groups: readonly Group[]): fc.Arbitrary<Action[]> =>
  fc.array(
    fc.record({
      do: fc.oneof(
        ...together([ALWAYS, ...groups.map((group) => GROUPS[group])]).map(([kind, weight]) => ({
          weight,
          arbitrary: fc.constant(kind),
        })),
      ),
      pick: fc.nat(999),
      more: fc.nat(999),
    }),
    { maxLength: 150, size: 'max' },
  )

export function carryOut(world: World, { do: kind, pick, more }: Action): void {
  const act: Act = ACTS[kind]
  if (kind === 'steps') act(world, pick, more)
  else world.act(() => act(world, pick, more))
}
