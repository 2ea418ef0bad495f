/**
 * A host, its guests and the links between them, as plain values. Everything that can happen next
 * is a list of steps; which of them happens is the test's choice, so a run is its choices alone.
 */
import type { Past } from '../../shared/domain/moderation.ts'
import { momentAt, unixMs } from '../../shared/domain/time.ts'
import { keyOf } from '../support/pure-room.ts'
import { Disk } from './disk.ts'
import { hold } from './hold.ts'
import { Host } from './host.ts'
import { Ledger } from './ledger.ts'
import { Link } from './link.ts'
import { type Computer, Seat } from './seat.ts'
import type { Kept } from './tables.ts'

/** Steps after which a world that is left alone must have come to rest. */
const REST = 5_000

/** A computer that joins. */
export class Guest {
  readonly computer: Computer
  seat: Seat | undefined
  /** The person has left and not come back. */
  left = false

  constructor(computer: Computer) {
    this.computer = computer
  }

  /** What it has of the room, to go on from. */
  get kept(): Kept | undefined {
    return this.computer.disk.tables.logs.findLast(({ readOnly }) => !readOnly)
  }

  start(): void {
    this.seat = new Seat(this.computer, this.kept)
    if (!this.left) this.seat.connect()
  }

  kill(): void {
    this.computer.disk.crash()
    this.seat = undefined
  }
}

export class World {
  readonly ledger: Ledger
  readonly host: Host
  readonly guests: readonly Guest[]
  links: Link[] = []
  /** The host was killed before it had kept who is let read what. */
  forgetful = false
  #now = 1_000_000
  #checked = -1

  constructor(names: readonly string[], past: Past = 'all') {
    this.ledger = new Ledger(() => this.host.log)
    const computer = (n: number, name: string): Computer => ({
      person: { key: keyOf(n), name },
      hostKey: keyOf(0),
      disk: new Disk(),
      ledger: this.ledger,
      wall: () => unixMs(this.#now),
      monotonic: () => momentAt(this.#now),
    })
    this.host = new Host(computer(0, 'Ann'), past)
    this.guests = names.map((name, n) => new Guest(computer(n + 1, name)))
  }

  get disks(): readonly Disk[] {
    return [this.host.computer.disk, ...this.guests.map(({ computer }) => computer.disk)]
  }

  /** Sessions that run. */
  get seats(): readonly Seat[] {
    return [this.host.seat, ...this.guests.map(({ seat }) => seat)].filter(
      (one) => one !== undefined,
    )
  }

  startHost(): void {
    this.host.start()
  }

  /** A person starts it, or starts it again when it runs and they are not in it any more. */
  restartHost(): void {
    if (this.host.seat?.state.phase === 'ended') this.killHost()
    if (!this.host.on) this.startHost()
  }

  /** @param arrive how much of what was under way to the members still arrives */
  killHost(arrive = 0): void {
    this.#forget()
    const pipe = this.host.seat?.link
    if (pipe !== undefined) pipe.toMember.ear = undefined
    this.host.kill()
    for (const link of this.links) {
      link.toHost.ear = undefined
      link.cut(0, arrive)
    }
    this.links = this.links.filter((link) => !link.over)
  }

  /** The host goes for now, in order: its disk has everything, and all are told. */
  suspendHost(): void {
    const { room, computer } = this.host
    if (room === undefined) return
    room.put({ type: 'close', away: true })
    computer.disk.commit()
    this.killHost(Number.POSITIVE_INFINITY)
  }

  /** @param arrive how much of what was under way to the host still arrives */
  killGuest(guest: Guest, arrive = 0): void {
    const link = guest.seat?.link
    guest.kill()
    if (link === undefined) return
    link.toMember.ear = undefined
    link.cut(arrive, 0)
  }

  /** What can happen by itself; without an open room, dialling can be left out. */
  steps(dialling = true): (() => void)[] {
    this.links = this.links.filter((link) => !link.over)
    return [
      ...this.disks.flatMap((disk) => disk.steps()),
      ...this.links.flatMap((link) => link.steps()),
      ...this.seats
        .filter((seat) => seat.dials && (dialling || seat === this.host.seat))
        .map((seat) => () => this.#dial(seat)),
    ]
  }

  /** Does one thing, and looks whether the promise still holds. */
  act(step: () => void): void {
    this.#now += 1
    step()
    const version = this.disks.reduce((sum, disk) => sum + disk.version, 0)
    if (version === this.#checked) return
    this.#checked = version
    this.ledger.check(this.disks)
  }

  /** Everything runs, in turn, until nothing is left to happen. */
  rest(): void {
    let left = REST
    const next = () => this.steps(this.host.open)
    for (let steps = next(); steps.length > 0; steps = next()) {
      const [step] = steps.slice(left % steps.length)
      if (step !== undefined) this.act(step)
      left -= 1
      if (left === 0) throw new Error('it never comes to rest')
    }
  }

  /** Nobody is in before the list that lets it in is on the disk, unless that takes no more. */
  #forget(): void {
    const { disk } = this.host.computer
    const known = [...(disk.tables.find(this.host.key)?.access.keys() ?? [])].join()
    const admitted = [...(this.host.room?.admitted ?? [])]
    if (admitted.every((key) => known.includes(key))) return
    hold(disk.refused, () => 'somebody is in whom the disk does not know')
    this.forgetful = true
  }

  #dial(seat: Seat): void {
    const { room, open } = this.host
    const own = seat === this.host.seat
    if (room === undefined || !(open || own)) {
      seat.dial(null)
      return
    }
    const link = new Link()
    this.links.push(link)
    seat.dial(link)
    room.accept(link, seat.computer.person.key, own)
  }
}

/** A room with its host and guests in it, and others who are not there yet. */
export function roomOf(
  inside: readonly string[],
  past: Past = 'all',
  outside: readonly string[] = [],
): World {
  const world = new World([...inside, ...outside], past)
  world.startHost()
  world.rest()
  for (const guest of world.guests.slice(0, inside.length)) {
    guest.start()
    world.rest()
  }
  return world
}
