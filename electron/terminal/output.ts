/**
 * What the terminal prints, in words or as JSON: values in, lines out. Pure.
 */

import { type ErrorCode, type ErrorValue, errorValue } from '../../shared/domain/errors.ts'
import { type Fingerprint, readableFingerprint } from '../../shared/domain/fingerprint.ts'
import type { AccessView } from '../../shared/domain/moderation.ts'
import { isShowable } from '../../shared/domain/moments.ts'
import type { ReachableAddress } from '../../shared/domain/own-address.ts'
import type { EndedHow, Member } from '../../shared/domain/session.ts'
import type { NoticeEntry } from '../../shared/events/conversation.ts'
import { type Said, UNREADABLE } from '../../shared/events/kind.ts'
import { lineOf, readAs, withdraws } from '../../shared/events/kinds.ts'
import type { LookedAt, StoredEvent } from '../core/store/store.ts'
import { visible, visibleJson } from './visible.ts'

/** Everything a terminal session has to tell. */
export type TerminalEvent =
  | {
      readonly type: 'hosting'
      readonly room: string
      readonly roomId: string
      /** The last event so far. */
      readonly seq: number
      readonly name: string
      readonly port: number
      readonly addresses: readonly ReachableAddress[]
      readonly invite: string
      readonly fingerprint: Fingerprint
      /** A room of before goes on; else it is a new one. */
      readonly continued: boolean
    }
  | {
      readonly type: 'joined'
      readonly room: string
      readonly roomId: string
      readonly seq: number
      readonly asked: string
      readonly name: string
      readonly members: readonly Member[]
    }
  /** An event of the log. */
  | { readonly type: 'said'; readonly event: StoredEvent }
  /** An event that was asked for, and what counts on it; null for nothing to see. */
  | { readonly type: 'looked'; readonly seq: number; readonly found: LookedAt | null }
  /** What happened in the room and is in no log. */
  | { readonly type: 'notice'; readonly entry: NoticeEntry }
  /** What only the host sees: who waits, who is banned, and the room's rules. */
  | { readonly type: 'access'; readonly access: AccessView }
  | {
      readonly type: 'unsent'
      readonly cid: string
      readonly said: Said
      readonly error: ErrorValue
    }
  /** The host has committed it. */
  | { readonly type: 'sent'; readonly cid: string; readonly seq: number }
  /** The connection was lost, and is made again. */
  | { readonly type: 'interrupted'; readonly error: ErrorValue }
  /** It is back, and everything said meanwhile is here. */
  | { readonly type: 'resumed' }
  /** `line`: of the input, when something in it caused this. */
  | {
      readonly type: 'error'
      readonly code: string
      readonly text: string
      readonly line?: number
    }
  /** So many of these events are missing here: the output was not taken. */
  | { readonly type: 'omitted'; readonly count: number }
  | { readonly type: 'refused'; readonly error: ErrorValue }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

/** Lines for the two streams; `out` and `err` are without their newline. */
export interface Lines {
  readonly out?: string
  readonly err?: string
}

/** One JSON object for an event, or nothing where JSON has no such event. */
export function toJson(event: TerminalEvent): Lines {
  const value = jsonValue(event)
  const err = clearLine(event)
  return {
    ...(value !== undefined && { out: visibleJson(value) }),
    ...(err !== undefined && { err: visible(err) }),
  }
}

function jsonValue(event: TerminalEvent): object | undefined {
  switch (event.type) {
    case 'hosting': {
      const { room, roomId, seq, name, port, addresses, invite, fingerprint, continued } = event
      return {
        event: 'hosting',
        room,
        roomId,
        seq,
        name,
        port,
        addresses: addresses.map((one) => one.address),
        invite,
        fingerprint,
        continued,
      }
    }
    case 'joined': {
      const { room, roomId, seq, name, asked, members } = event
      return {
        event: 'joined',
        room,
        roomId,
        seq,
        name,
        asked,
        members: members.map((member) => member.name),
      }
    }
    case 'access':
      return { event: 'door', ...event.access }
    case 'said':
      return saidValue(event.event)
    case 'looked': {
      const { seq, found } = event
      const on = (found?.on ?? []).flatMap((one) => saidValue(one) ?? [])
      return { event: 'looked', seq, found: (found && saidValue(found.event)) ?? null, on }
    }
    case 'notice':
      return noticeValue(event.entry)
    case 'unsent': {
      const { cid, said, error } = event
      const text = messageIn(said)
      const what = text === undefined ? saidOf(said) : { say: text }
      return { event: 'unsent', cid, ...what, code: error.code, text: error.message }
    }
    case 'sent':
      return { event: 'sent', cid: event.cid, seq: event.seq }
    case 'interrupted':
      return { event: 'interrupted', code: event.error.code, text: event.error.message }
    case 'resumed':
      return { event: 'resumed' }
    case 'error':
      return {
        event: 'error',
        code: event.code,
        text: event.text,
        ...(event.line !== undefined && { line: event.line }),
      }
    case 'omitted':
      return { event: 'omitted', count: event.count }
    case 'refused':
      return {
        event: 'refused',
        ...event.error.details,
        code: event.error.code,
        text: errorWords(event.error),
      }
    case 'ended':
      return {
        event: 'ended',
        reason: event.how,
        ...(event.error && { code: event.error.code, text: errorWords(event.error) }),
      }
  }
}

const saidOf = ({ kind, on, body }: Said) => ({ kind, on, body })

/** The text of a message; undefined for every other kind. */
const messageIn = (said: Said): string | undefined => readAs('message', said)?.text

function saidValue(event: StoredEvent): object | undefined {
  const { seq, cid, author, time } = event
  if (event.kind === UNREADABLE) return undefined
  const by = { author: author.name, authorId: author.id }
  const { kind, on, body, withdrawn } = event
  if (withdrawn !== undefined) {
    return kind === 'message'
      ? { event: 'message', seq, ...by, text: null, time, cid, withdrawn }
      : { event: 'posted', seq, kind, on, ...by, time, cid, body: null, withdrawn }
  }
  const text = messageIn(event)
  if (text !== undefined) return { event: 'message', seq, ...by, text, time, cid }
  return { event: 'posted', seq, kind, on, ...by, time, cid, body }
}

function noticeValue({ notice, time }: NoticeEntry): object | undefined {
  const change = notice.type
  if (change !== 'joined' && change !== 'left' && change !== 'lost') return undefined
  return { event: 'member', change, name: notice.name, time }
}

/** An event in words. `clock` writes a time of day. */
export function toWords(event: TerminalEvent, clock: (time: number) => string = timeOfDay): Lines {
  const err = clearLine(event)
  const out = words(event, clock)
  return {
    ...(out.length > 0 && { out: out.map(visible).join('\n') }),
    ...(err !== undefined && { err: visible(err) }),
  }
}

/** Lines of our own; what comes from elsewhere makes none, see `visible`. */
function words(event: TerminalEvent, clock: (time: number) => string): readonly string[] {
  switch (event.type) {
    case 'hosting':
      return [
        `Hosting “${event.room}” as ${event.name}. Others join with one of these addresses:`,
        ...event.addresses.map((one) => `  ${one.address}  (${KINDS[one.kind]})`),
        `Or with this link: ${event.invite}`,
        `Your key: ${readableFingerprint(event.fingerprint)} (${event.fingerprint})`,
        event.continued
          ? `This room goes on where it was, after number ${event.seq}.`
          : 'This is a new room: nothing was said in it yet.',
        'Each line you type is sent. /quit closes the room.',
      ]
    case 'joined': {
      const renamed = event.name === event.asked ? '' : ` (${event.asked} is taken)`
      const names = event.members.map((member) => member.name).join(', ')
      return [
        `You are in “${event.room}” as ${event.name}${renamed}. Here: ${names}.`,
        'Each line you type is sent. /quit leaves.',
      ]
    }
    case 'said':
      return saidWords(event.event, clock)
    case 'notice':
      return noticeWords(event.entry, clock)
    case 'ended':
      return event.how === 'left' ? ['You have left.'] : []
    case 'access':
      return event.access.waiting.map(({ name }) => `* ${name} wants to come in`)
    case 'interrupted':
      return ['* The connection was lost. Trying again…']
    case 'resumed':
      return ['* Connected again.']
    case 'omitted':
      return [
        `* ${event.count === 1 ? '1 line was' : `${event.count} lines were`} left out here: the output was not taken.`,
      ]
    case 'looked':
    case 'unsent':
    case 'sent':
    case 'error':
    case 'refused':
      return []
  }
}

/** What stands on another event has a line only where its kind gives it one. */
function saidWords(event: StoredEvent, clock: (time: number) => string): readonly string[] {
  const { kind, on, author, time, withdrawn } = event
  const at = clock(time)
  if (withdrawn !== undefined) {
    return on === null ? [`${at} * What ${author.name} said here was deleted`] : []
  }
  if (kind === UNREADABLE) return [`${at} * A message cannot be read: it was damaged`]
  if (withdraws(event)) return [`${at} * ${author.name} deleted a message`]
  const line = lineOf(event)
  if (line !== null) return [`${at} ${author.name}: ${line}`]
  return on === null ? [`${at} * ${author.name} sent something that needs a newer Tincan`] : []
}

function noticeWords(entry: NoticeEntry, clock: (time: number) => string): readonly string[] {
  const { notice } = entry
  switch (notice.type) {
    case 'joined':
      return [`${clock(entry.time)} * ${notice.name} joined`]
    case 'left':
      return [`${clock(entry.time)} * ${notice.name} left`]
    case 'lost':
      return [`${clock(entry.time)} * ${notice.name} lost the connection`]
    // Rows of the window, told here by their events.
    case 'unknown':
    case 'unreadable':
    case 'entered':
    case 'ended':
      return []
  }
}

/** The line for stderr: what went wrong, the same in both manners. */
function clearLine(event: TerminalEvent): string | undefined {
  switch (event.type) {
    case 'refused':
      return errorWords(event.error)
    case 'error':
      return event.text
    case 'unsent':
      return `Not sent: ${lineOf(event.said) ?? event.said.kind}\n${event.error.message}`
    case 'ended':
      return event.how === 'left' || event.error === null ? undefined : errorWords(event.error)
    case 'hosting':
    case 'joined':
    case 'access':
    case 'said':
    case 'looked':
    case 'notice':
    case 'sent':
    case 'interrupted':
    case 'resumed':
    case 'omitted':
      return undefined
  }
}

/** What to do next is an option here, where a window has a field. */
const OPTIONS: Partial<Record<ErrorCode, string>> = {
  password_needed: '--password-file',
  auth_failed: '--password-file',
}

function errorWords({ code, message, details }: ErrorValue): string {
  const option = OPTIONS[code]
  return option === undefined ? message : errorValue(code, { ...details, option }).message
}

const KINDS = {
  loopback: 'this computer only',
  lan: 'local network',
  vpn: 'VPN',
  other: 'other',
} as const

function timeOfDay(time: number): string {
  return isShowable(time) ? new Date(time).toTimeString().slice(0, 5) : '--:--'
}
