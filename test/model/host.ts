/**
 * The host's computer: a room with its disk, done as electron/room/room-service.ts does it, and
 * the host's own session in it, over a pipe that lives and dies with the computer.
 */

import { memoryOf, readDoor, writeDoor } from '../../electron/room/door-file.ts'
import { stepRoom } from '../../electron/room/room.ts'
import {
  type ConnectionId,
  doorChanged,
  openRoom,
  type RoomEffect,
  type RoomInput,
  type RoomState,
} from '../../electron/room/room-state.ts'
import type { StoredEvent } from '../../electron/store/store.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { RESERVE_MS, ROOM_MEMBERS } from '../../shared/limits.ts'
import type { Past } from '../../shared/snapshot.ts'
import { later } from '../../shared/time.ts'
import { type Link, lineOf } from './link.ts'
import { type Place, Seat } from './seat.ts'
import { type Done, type Kept, lastOf } from './tables.ts'

export class Host {
  readonly place: Place
  readonly past: Past
  roomId = 'room-1'
  /** What runs; undefined while the computer is off. */
  room: Room | undefined
  seat: Seat | undefined
  starting = false

  constructor(place: Place, past: Past) {
    this.place = place
    this.past = past
  }

  get key() {
    const { key } = this.place.person
    return { roomId: this.roomId, hostKey: key, ownKey: key }
  }

  /** What is on its disk for good, whether it runs or not. */
  get log(): readonly StoredEvent[] {
    return this.place.disk.tables.find(this.key)?.events ?? []
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
    const { place, past } = this
    this.starting = true
    place.disk.open({ name: 'openLog', args: [this.key, {}, 0] }, (opened) => {
      this.starting = false
      if (!opened.ok) return
      this.room = new Room(place, opened.value, past)
      // As in electron/rooms/hosting.ts: it finds what is kept when it is in.
      this.seat = new Seat(place, undefined)
      this.seat.connect()
    })
  }

  kill(): void {
    this.place.disk.crash()
    this.room = undefined
    this.seat = undefined
    this.starting = false
  }
}

export class Room {
  state: RoomState
  /** Keys whose places are kept; their time is over when the test says so. */
  readonly reserved = new Set<Fingerprint>()
  readonly #place: Place
  readonly #log: Kept
  readonly #links = new Map<ConnectionId, Link>()
  #lastId = 0

  constructor(place: Place, log: Kept, past: Past) {
    this.#place = place
    this.#log = log
    const { key: hostKey } = place.person
    const config = { id: log.key.roomId, name: 'Lab', capacity: ROOM_MEMBERS, hostKey }
    const door = log.door === null ? null : readDoor(log.door)
    const rules = {
      past: door?.past ?? past,
      perAddress: null,
      approving: false,
      locked: false,
      password: false,
    }
    this.state = openRoom(config, rules, {
      seq: lastOf(log),
      ...(door !== null && {
        memory: memoryOf(door),
        quietUntil: later(place.monotonic(), RESERVE_MS),
      }),
    })
  }

  accept(link: Link, key: Fingerprint, host = false): void {
    this.#lastId += 1
    const from = this.#lastId
    this.#links.set(from, link)
    link.toHost.ear = {
      heard: (message) => this.feed({ type: 'heard', from, message }),
      gone: () => {
        this.#links.delete(from)
        this.feed({ type: 'gone', from })
      },
    }
    this.feed({ type: 'connected', from, key, host, address: null })
  }

  feed(input: RoomInput): void {
    const before = this.state
    const { state, effects } = stepRoom(before, input, {
      wall: this.#place.wall(),
      monotonic: this.#place.monotonic(),
    })
    this.state = state
    if (doorChanged(before, state)) {
      const door = writeDoor(state, { password: null, standing: null })
      this.#place.disk.write({ name: 'setFacts', args: [this.#log.id, { door }] }, () => {})
    }
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: RoomEffect): void {
    const { disk, ledger } = this.#place
    switch (effect.type) {
      case 'send':
        this.#links.get(effect.to)?.toMember.push(lineOf(effect.message))
        return
      case 'broadcast': {
        const line = lineOf(effect.message)
        for (const [to, person] of this.state.people) {
          if (person.stage !== 'member' || to === effect.except) continue
          this.#links.get(to)?.toMember.push(line)
        }
        return
      }
      case 'store': {
        const { from, said } = effect
        const refused = () => ledger.refused(said.author.id, said.cid)
        const then = (done: Done) => {
          const outcome = done.ok
            ? (done.value as Extract<RoomInput, { type: 'stored' }>['outcome'])
            : ({ kind: 'failed' } as const)
          this.feed({ type: 'stored', from, cid: said.cid, outcome })
        }
        disk.write({ name: 'append', args: [this.#log.id, said] }, then, refused)
        return
      }
      case 'read': {
        const { from, query } = effect
        disk.read(this.#log.id, query, (events) => this.feed({ type: 'read', from, query, events }))
        return
      }
      case 'reserve':
        this.reserved.add(effect.key)
        return
      case 'hangUp':
        this.#links.get(effect.to)?.close('host')
        this.#links.delete(effect.to)
        return
      case 'admitted':
      case 'door':
        return
      case 'judge':
      case 'waiting':
        throw new Error(`nobody asks for this here: ${effect.type}`)
      default:
        assertNever(effect)
    }
  }
}
