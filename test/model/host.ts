/**
 * The host's computer: a room on a simulated disk and simulated links, and the host's own session
 * in it, over a pipe that lives and dies with the computer.
 */

import { Driver, type Ports } from '../../electron/core/driver.ts'
import { readAccess } from '../../electron/core/host/access-record.ts'
import { AccessWriter } from '../../electron/core/host/access-writer.ts'
import { FanOut } from '../../electron/core/host/fan-out.ts'
import { stepRoom } from '../../electron/core/host/rules/room.ts'
import {
  type ConnectionId,
  initialRoom,
  newAccess,
  type RoomEffect,
  type RoomInput,
  type RoomState,
  recipients,
} from '../../electron/core/host/rules/state.ts'
import type { StoredEvent } from '../../electron/core/store/store.ts'
import { type AppendedAt, appendedOf } from '../../electron/core/store/writes.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { RESERVE_MS, ROOM_MEMBERS } from '../../shared/domain/limits.ts'
import type { Past } from '../../shared/domain/moderation.ts'
import { later } from '../../shared/domain/time.ts'
import type { HostMessage } from '../../shared/wire/protocol.ts'
import { type Link, lineOf } from './link.ts'
import { type Computer, Seat } from './seat.ts'
import { type Done, type Kept, lastOf } from './tables.ts'

export class Host {
  readonly computer: Computer
  readonly past: Past
  roomId = 'room-1'
  /** What runs; undefined while the computer is off. */
  room: Room | undefined
  seat: Seat | undefined
  starting = false

  constructor(computer: Computer, past: Past) {
    this.computer = computer
    this.past = past
  }

  get key() {
    const { key } = this.computer.person
    return { roomId: this.roomId, hostKey: key, ownKey: key }
  }

  /** What is on its disk for good, whether it runs or not. */
  get log(): readonly StoredEvent[] {
    return this.computer.disk.tables.find(this.key)?.events ?? []
  }

  /** Others can come in: the host was in first. */
  get open(): boolean {
    return this.seat?.state.returning === true
  }

  get on(): boolean {
    return this.starting || this.room !== undefined
  }

  /** Opens the room, new or again; its session then dials like any other. */
  start(): void {
    const { computer, past } = this
    this.starting = true
    computer.disk.open({ name: 'openLog', args: [this.key, {}, 0] }, (opened) => {
      this.starting = false
      if (!opened.ok) return
      this.room = new Room(computer, opened.value, past)
      // As in electron/core/rooms/hosting.ts: it finds what is kept when it is in.
      this.seat = new Seat(computer, undefined)
      this.seat.connect()
    })
  }

  kill(): void {
    this.computer.disk.crash()
    this.room = undefined
    this.seat = undefined
    this.starting = false
  }
}

export class Room {
  /** Keys whose places are kept; their time is over when the test says so. */
  readonly reserved = new Set<Fingerprint>()
  /** Everybody who has been let in since it was opened. */
  readonly admitted = new Set<Fingerprint>()
  readonly #driver: Driver<RoomState, RoomInput, RoomEffect>
  readonly #links = new Map<ConnectionId, Link>()
  #lastId = 0
  readonly #access: AccessWriter
  readonly #fanOut: FanOut

  constructor(computer: Computer, log: Kept, past: Past) {
    const { key: hostKey } = computer.person
    const config = { id: log.key.roomId, name: 'Lab', capacity: ROOM_MEMBERS, hostKey }
    const policy = { past, perAddress: null, approving: false, locked: false }
    const isNew = log.access.size === 0
    const state = initialRoom(config, isNew ? newAccess(policy) : readAccess(log.access), {
      seq: lastOf(log),
      ...(!isNew && { quietUntil: later(computer.monotonic(), RESERVE_MS) }),
    })
    const rules = (before: RoomState, input: RoomInput) =>
      stepRoom(before, input, { wall: computer.wall(), monotonic: computer.monotonic() })
    this.#access = new AccessWriter(log.access, (changes, done) => {
      computer.disk.write({ name: 'keepAccess', args: [log.id, changes] }, ({ ok }) => done(ok))
    })
    // Nothing is kept for later here: each input is a turn.
    const clock = { monotonic: () => computer.monotonic(), after: () => () => {} }
    this.#fanOut = new FanOut(clock, (to, _, messages) => {
      for (const message of messages) this.#links.get(to)?.toMember.push(lineOf(message))
    })
    this.#driver = new Driver(state, rules, this.#ports(computer, log))
  }

  get state(): RoomState {
    return this.#driver.state
  }

  accept(link: Link, key: Fingerprint, host = false): void {
    this.#lastId += 1
    const from = this.#lastId
    this.#links.set(from, link)
    link.toHost.ear = {
      heard: (message) => this.put({ type: 'heard', from, message }),
      gone: () => {
        this.#links.delete(from)
        this.put({ type: 'gone', from })
      },
    }
    this.put({ type: 'connected', from, key, host, address: null })
  }

  put(input: RoomInput): void {
    this.#driver.put(input)
    this.#fanOut.flush()
  }

  #sayTo(to: ConnectionId, message: HostMessage): void {
    this.#fanOut.toOne(to, () => this.#links.get(to)?.toMember.push(lineOf(message)))
  }

  #ports({ disk, ledger }: Computer, log: Kept): Ports<RoomEffect> {
    const nobodyAsks = ({ type }: RoomEffect) => {
      throw new Error(`nobody asks for this here: ${type}`)
    }
    return {
      send: ({ to, message }) => this.#sayTo(to, message),
      broadcast: (effect) => {
        const { message, except, only } = effect
        if (only === undefined) this.#fanOut.tell(this.state.peers, message, except)
        else for (const to of recipients(this.state, effect)) this.#sayTo(to, message)
      },
      store: ({ from, said, floor }) => {
        const refused = () => ledger.refused(said.author.id, said.cid)
        const then = (done: Done) => {
          const outcome = done.ok
            ? appendedOf(said, done.value as AppendedAt)
            : ({ kind: 'failed' } as const)
          if (done.ok) this.#access.retry()
          this.put({ type: 'stored', from, cid: said.cid, outcome })
        }
        disk.write({ name: 'append', args: [log.id, said, floor] }, then, refused)
      },
      read: ({ from, query }) => {
        disk.read(log.id, query, (events) => this.put({ type: 'read', from, query, events }))
      },
      look: ({ from, seq }) => {
        disk.look(log.id, seq, (found) => this.put({ type: 'looked', from, seq, found }))
      },
      findFloor: ({ from, key, rows }) => {
        disk.rowsFrom(log.id, rows, (floor) => this.put({ type: 'floorFound', from, key, floor }))
      },
      keepAccess: ({ access }) => {
        this.#access.keep(access, () => this.put({ type: 'accessKept' }))
      },
      reserve: ({ key }) => this.reserved.add(key),
      hangUp: ({ to }) => {
        this.#fanOut.toOne(to, () => this.#links.get(to)?.close('host'))
        this.#links.delete(to)
      },
      admitted: ({ to }) => {
        const peer = this.state.peers.get(to)
        if (peer !== undefined) this.admitted.add(peer.key)
      },
      showAccess: () => {},
      judge: nobodyAsks,
      waiting: nobodyAsks,
    }
  }
}
