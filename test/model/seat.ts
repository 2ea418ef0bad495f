/** A session on a simulated computer: the real driver and rules, a simulated disk and links. */
import { Driver, type Ports } from '../../electron/core/driver.ts'
import { stepSession } from '../../electron/core/member/rules/session.ts'
import {
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from '../../electron/core/member/rules/state.ts'
import type { LogId } from '../../electron/core/store/store.ts'
import { type ErrorValue, errorValue } from '../../shared/domain/errors.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import type { MonotonicMs, UnixMs } from '../../shared/domain/time.ts'
import type { Body } from '../../shared/events/body.ts'
import type { Said } from '../../shared/events/kind.ts'
import type { MemberMessage } from '../../shared/wire/protocol.ts'
import type { Disk } from './disk.ts'
import type { Ledger } from './ledger.ts'
import { type Link, lineOf } from './link.ts'
import { type Done, type Kept, lastOf } from './tables.ts'

export interface Person {
  readonly key: Fingerprint
  readonly name: string
}

export interface Computer {
  readonly person: Person
  readonly hostKey: Fingerprint
  readonly disk: Disk
  readonly ledger: Ledger
  /** Steps so far, for both hands of the clock. */
  wall(): UnixMs
  monotonic(): MonotonicMs
}

export class Seat {
  readonly computer: Computer
  link: Link | undefined
  /** A connection is to be made, or waited for. */
  dials = false
  readonly #driver: Driver<SessionState, SessionInput, SessionEffect>
  #log: LogId | null

  /** @param kept what the disk had of the room when the program started */
  constructor(computer: Computer, kept: Kept | undefined) {
    this.computer = computer
    const { person, hostKey, ledger } = computer
    this.#log = kept?.id ?? null
    const state = startSession(person.name, 'lab:1', {
      ownKey: person.key,
      ticket: null,
      reconnects: true,
      room: kept === undefined ? null : { id: kept.key.roomId, name: 'Lab' },
      hostKey: kept === undefined ? null : hostKey,
      seq: kept === undefined ? 0 : lastOf(kept),
      floor: kept?.floor ?? 1,
      pending: new Map(kept?.outbox.map((message) => [message.cid, message])),
    })
    const rules = (before: SessionState, input: SessionInput) =>
      stepSession(before, input, { wall: computer.wall(), monotonic: computer.monotonic() })
    this.#driver = new Driver(state, rules, this.#ports())
    ledger.begins(this)
  }

  get state(): SessionState {
    return this.#driver.state
  }

  /** The room was entered once, now or before: only then can a person say something. */
  get entered(): boolean {
    return this.state.returning
  }

  /** Enters the room, or again what has ended. */
  connect(): void {
    this.put({ type: 'enter', quietly: false })
  }

  /** @param link null when nobody answers */
  dial(link: Link | null): void {
    if (this.state.phase === 'cut') this.put({ type: 'again' })
    this.dials = false
    if (link === null) {
      this.put({ type: 'unreached', error: errorValue('connection_refused') })
      return
    }
    this.link = link
    const ours = (input: SessionInput) => {
      if (this.link === link) this.put(input)
    }
    link.toMember.ear = {
      heard: (message) => ours({ type: 'heard', message }),
      gone: () => ours({ type: 'gone' }),
    }
    this.put({ type: 'connected', hostKey: this.computer.hostKey, trust: 'pinned' })
  }

  /** As a window may call it: a cid under which something else waits is refused there. */
  post(cid: string, said: Said): void {
    if (!this.state.pending.has(cid)) this.put({ type: 'post', cid, said })
  }

  leave(): void {
    this.put({ type: 'leave' })
  }

  put(input: SessionInput): void {
    this.#driver.put(input)
  }

  #ports(): Ports<SessionEffect> {
    const { ledger } = this.computer
    const nothing = () => {}
    const nobodyAsks = ({ type }: SessionEffect) => {
      throw new Error(`nobody asks for this here: ${type}`)
    }
    return {
      dial: () => {
        this.dials = true
      },
      send: ({ message }) => this.#send(message),
      hangUp: () => {
        this.link?.close('member')
        this.link = undefined
      },
      openLog: ({ after }) => this.#openLog(after),
      keep: ({ events }) => this.#write((log) => ({ name: 'keep', args: [log, events] })),
      olderCame: ({ events }) => {
        const { link } = this
        this.#write(
          (log) => ({ name: 'keep', args: [log, events] }),
          (outcome) => {
            if (this.link === link) this.put({ type: 'olderKept', error: errorOf(outcome) })
          },
        )
      },
      queue: ({ message }) => {
        const { cid } = message
        this.#write(
          (log) => ({ name: 'queue', args: [log, message] }),
          (outcome) => {
            if (outcome.ok) ledger.stored(this, message)
            this.put({ type: 'queued', cid, error: errorOf(outcome) })
          },
        )
      },
      unqueue: ({ cid }) => this.#write((log) => ({ name: 'unqueue', args: [log, cid] })),
      setReadOnly: () => this.#write((log) => ({ name: 'setReadOnly', args: [log] })),
      interrupted: () => {
        this.dials = true
      },
      ended: (effect) => {
        this.dials = false
        ledger.ended(this, effect)
      },
      looked: nothing,
      event: ({ event }) => ledger.shown(this, event),
      notice: ({ notice }) => ledger.noticed(this, notice.notice.type),
      pending: ({ message }) => ledger.pending(this, message),
      unpending: ({ cid, seq }) => ledger.unpending(this, cid, seq),
      stage: nothing,
      catchingUp: nothing,
      live: nothing,
      members: nothing,
      ask: nobodyAsks,
      beginProof: nobodyAsks,
      makeProof: nobodyAsks,
      checkProof: nobodyAsks,
      remember: nobodyAsks,
    }
  }

  #send(message: MemberMessage): void {
    if (message.type === 'post') {
      const { cid, kind, on = null, body } = message
      this.computer.ledger.leaves(this, cid, { kind, on, body: body as Body })
    }
    this.link?.toHost.push(lineOf(message))
  }

  #openLog(after: number): void {
    const { link } = this
    const { room, hostKey, ownKey, floor } = this.state
    const { disk } = this.computer
    if (room === null || hostKey === null) return
    const key = { roomId: room.id, hostKey, ownKey }
    disk.open({ name: 'openLog', args: [key, { floor }, after] }, (opened) => {
      if (!opened.ok) {
        if (this.link === link) this.put({ type: 'unreached', error: errorValue(opened.code) })
        return
      }
      const { id, first, outbox: queued } = opened.value
      const last = lastOf(opened.value)
      const outbox = this.#log === id ? [] : queued
      this.#log = id
      disk.read(id, { before: last + 1, most: 1 }, ([tail = null]) => {
        if (this.link === link) this.put({ type: 'opened', log: { first, last, tail, outbox } })
      })
    })
  }

  /** What cannot be kept is as good as not heard, unless told otherwise. */
  #write(
    change: (log: LogId) => Parameters<Disk['write']>[0],
    then?: (outcome: Done) => void,
  ): void {
    if (this.#log === null) throw new Error('nothing is kept of a room that was never entered')
    const { link } = this
    const unlessKept = (outcome: Done) => this.#unlessKept(errorOf(outcome), link)
    this.computer.disk.write(change(this.#log), then ?? unlessKept)
  }

  /** Of a connection that is over, the next one is not to blame. */
  #unlessKept(error: ErrorValue | null, link: Link | undefined): void {
    if (error !== null && this.link === link) this.put({ type: 'unreached', error })
  }
}

const errorOf = (outcome: Done) => (outcome.ok ? null : errorValue(outcome.code))
