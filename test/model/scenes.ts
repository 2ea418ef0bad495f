/** Hands for scenes that are written out: each does one thing in a world of the model. */
import type { Past } from '../../shared/domain/moderation.ts'
import { fold } from '../../shared/events/kinds.ts'
import { textOf } from '../support/store-kit.ts'
import { messageOf } from '../support/words.ts'
import type { Seat } from './seat.ts'
import { type Guest, roomOf, type World } from './world.ts'

/** m1, m2 … */
export const words = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`)

/** A room whose host has said so many things; Bob and Cem are in it, Dee is not yet. */
export function told(messages: number, past: Past = 'all', third = 'Dee') {
  const world = roomOf(['Bob', 'Cem'], past, [third])
  for (const text of words(1, messages)) says(world, seatOf(world.host), text)
  world.rest()
  const [bob, cem, dee] = world.guests
  if (bob === undefined || cem === undefined || dee === undefined) throw new Error('nobody')
  return { world, bob, cem, dee }
}

/** Somebody says something; the cid is made of the text. */
export function says(world: World, seat: Seat, text: string): void {
  const cid = text.replaceAll(' ', '-')
  world.act(() => {
    world.ledger.says(seat, cid, messageOf(text))
    seat.post(cid, messageOf(text))
  })
}

/** Somebody gives an emoji on an event, or takes it back. */
export function reacts(world: World, seat: Seat, on: number, emoji: string, off = false): void {
  const said = { kind: 'reaction', on, body: { emoji, ...(off && { off }) } }
  const cid = `r${world.ledger.said.length}`
  world.act(() => {
    world.ledger.says(seat, cid, said)
    seat.post(cid, said)
  })
}

/** What somebody sees on an event: each emoji with how many gave it. */
export function seenOn(who: Guest | World['host'], seq: number) {
  const { disk, person } = who.computer
  const kept = 'kept' in who ? who.kept : disk.tables.find(who.key)
  if (kept === undefined) throw new Error('nothing is kept')
  const { reaction = [] } = fold(disk.tables.standing(kept.id, seq, false).standing, person.key)
  return reaction.map(({ emoji, count }) => `${emoji}${count}`)
}

/** The session of somebody whose program runs. */
export function seatOf(who: Guest | World['host']): Seat {
  if (who.seat === undefined) throw new Error('the program does not run')
  return who.seat
}

/** The texts in the host's log, in its order. */
export const logOf = (world: World) => world.host.log.map(textOf)

/** The texts in a guest's own log. */
export const copyOf = (guest: Guest) => guest.kept?.events.map(textOf)

/** Texts that wait, or have failed, with why. */
export const waitingOf = (seat: Seat) =>
  [...seat.state.pending.values()].map((message) => [textOf(message), message.error?.code ?? null])

/** Lets the world go on until something is true. */
export function until(world: World, truth: () => boolean): void {
  for (let steps = world.steps(); !truth(); steps = world.steps()) {
    const [step] = steps
    if (step === undefined) throw new Error('it never comes true')
    world.act(step)
  }
}

/** The next so many lines of a guest's connection reach the host. */
export function reachHost(world: World, guest: Guest, lines: number): void {
  const { link } = seatOf(guest)
  for (let line = 0; line < lines; line += 1) world.act(() => link?.toHost.deliver())
}
