/**
 * A session on a simulated computer: does the effects of the pure session as
 * electron/session/session-core.ts does, on a simulated disk and simulated links.
 */

import { hopeful } from '../../electron/session/saying.ts'
import { stepSession } from '../../electron/session/session.ts'
import {
  reconnecting,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from '../../electron/session/session-state.ts'
import type { LogId } from '../../electron/store/store.ts'
import { assertNever } from '../../shared/assert-never.ts'
import { errorValue } from '../../shared/errors.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { MemberMessage } from '../../shared/protocol.ts'
import type { MonotonicMs, UnixMs } from '../../shared/time.ts'
import type { Disk } from './disk.ts'
import type { Ledger } from './ledger.ts'
import { type Link, lineOf } from './link.ts'
import { type Done, type Kept, lastOf } from './tables.ts'

export interface Person {
  readonly key: Fingerprint
  readonly name: string
}

export interface Place {
  readonly person: Person
  readonly hostKey: Fingerprint
  readonly disk: Disk
  readonly ledger: Ledger
  /** Steps so far, for both hands of the clock. */
  wall(): UnixMs
  monotonic(): MonotonicMs
}

export class Seat {
  readonly place: Place
  state: SessionState
  link: Link | undefined
  /** The connection is to be made, now or again. */
  dials = false
  #log: LogId | null

  /** @param kept what the disk had of the room when the program started */
  constructor(place: Place, kept: Kept | undefined) {
    this.place = place
    const { person, hostKey, ledger } = place
    this.#log = kept?.id ?? null
    const pending = new Map(kept?.outbox.map((message) => [message.cid, message]))
    this.state = startSession(person.name, 'lab:1', {
      ownKey: person.key,
      ticket: null,
      retries: true,
      room: kept === undefined ? null : { id: kept.key.roomId, name: 'Lab' },
      hostKey: kept === undefined ? null : hostKey,
      seq: kept === undefined ? 0 : lastOf(kept),
      floor: kept?.floor ?? 1,
      pending,
    })
    ledger.begins(this)
  }

  /** The room was entered once, now or before: only then can a person say something. */
  get entered(): boolean {
    return this.state.returning
  }

  /** Enters the room, or again what has ended. */
  connect(): void {
    this.state = reconnecting({ ...this.state, pending: hopeful(this.state.pending) })
    this.dials = true
  }

  /** @param link null when nobody answers */
  dial(link: Link | null): void {
    this.dials = false
    this.state = reconnecting(this.state)
    if (link === null) {
      this.feed({ type: 'unreached', error: errorValue('connection_refused') })
      return
    }
    this.state = { ...this.state, hostKey: this.place.hostKey, trust: 'pinned' }
    this.link = link
    const ours = (input: SessionInput) => {
      if (this.link === link) this.feed(input)
    }
    link.toMember.ear = {
      heard: (message) => ours({ type: 'heard', message }),
      gone: () => ours({ type: 'gone' }),
    }
  }

  /** As a window may call it: a cid that waits with another text is refused there. */
  say(cid: string, text: string): void {
    if (!this.state.pending.has(cid)) this.feed({ type: 'say', cid, text })
  }

  leave(): void {
    if (this.link === undefined) this.dials = false
    this.feed({ type: 'leave' })
  }

  feed(input: SessionInput): void {
    const { state, effects } = stepSession(this.state, input, this.place.wall())
    this.state = state
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: SessionEffect): void {
    const { ledger } = this.place
    switch (effect.type) {
      case 'send':
        this.#send(effect.message)
        return
      case 'hangUp':
        this.link?.close('member')
        this.link = undefined
        return
      case 'openLog':
        this.#openLog(effect.after)
        return
      case 'keep':
      case 'olderCame':
        this.#write((log) => ({ name: 'keep', args: [log, effect.events] }))
        return
      case 'queue': {
        const { message } = effect
        const { cid } = message
        this.#write(
          (log) => ({ name: 'queue', args: [log, message] }),
          (outcome) => {
            if (outcome.ok) ledger.stored(this, message)
            this.feed({ type: 'queued', cid, error: errorOf(outcome) })
          },
        )
        return
      }
      case 'unqueue':
        this.#write((log) => ({ name: 'withdraw', args: [log, effect.cid] }))
        return
      case 'setReadOnly':
        this.#write((log) => ({ name: 'setReadOnly', args: [log] }))
        return
      case 'interrupted':
        this.dials = true
        return
      case 'ended':
        this.dials = false
        ledger.ended(this, effect)
        return
      case 'entry':
        ledger.shown(this, effect.entry)
        return
      case 'pending':
        ledger.pending(this, effect.message)
        return
      case 'unpending':
        ledger.unpending(this, effect.cid, effect.seq)
        return
      case 'stage':
      case 'catchingUp':
      case 'live':
      case 'members':
        return
      case 'ask':
      case 'beginProof':
      case 'makeProof':
      case 'checkProof':
      case 'remember':
        throw new Error(`nobody asks for this here: ${effect.type}`)
      default:
        assertNever(effect)
    }
  }

  #send(message: MemberMessage): void {
    if (message.type === 'say') this.place.ledger.leaves(this, message.cid, message.text)
    this.link?.toHost.push(lineOf(message))
  }

  #openLog(after: number): void {
    const { link } = this
    const { room, hostKey, ownKey, floor } = this.state
    const { disk } = this.place
    if (room === null || hostKey === null) return
    const key = { roomId: room.id, hostKey, ownKey }
    disk.open({ name: 'openLog', args: [key, { floor }, after] }, (opened) => {
      if (!opened.ok) {
        if (this.link === link) this.feed({ type: 'unreached', error: errorValue(opened.code) })
        return
      }
      const { id, first, outbox: queued } = opened.value
      const last = lastOf(opened.value)
      const outbox = this.#log === id ? [] : queued
      this.#log = id
      disk.read(id, { before: last + 1, most: 1 }, ([tail = null]) => {
        if (this.link === link) this.feed({ type: 'opened', log: { first, last, tail, outbox } })
      })
    })
  }

  /** What cannot be kept is as good as not heard, unless told otherwise. */
  #write(
    change: (log: LogId) => Parameters<Disk['write']>[0],
    then: (outcome: Done) => void = (outcome) => {
      const error = errorOf(outcome)
      if (error !== null) this.feed({ type: 'unreached', error })
    },
  ): void {
    if (this.#log === null) throw new Error('nothing is kept of a room that was never entered')
    this.place.disk.write(change(this.#log), then)
  }
}

const errorOf = (outcome: Done) => (outcome.ok ? null : errorValue(outcome.code))
