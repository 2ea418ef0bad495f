/**
 * The hosts whose keys were trusted once: key first, addresses as hints, since computers move.
 * Invariants: a host is never taken for known by accident. A list that is missing asks,
 * one that is damaged is set aside and asks, one that cannot be read fails; and a key counts as
 * remembered only when it is on the disk.
 *
 * The file is read anew for every question, so that what one Tincan forgets, another one that
 * runs beside it does not bring back.
 */

import { z } from 'zod'
import { formatAddress, parseAddress } from '../../../shared/domain/address.ts'
import { AppError, type ErrorValue, errorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { fingerprintSchema } from '../../../shared/domain/fingerprint-schema.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import { INVITE_ADDRESSES, KNOWN_HOSTS } from '../../../shared/domain/limits.ts'
import { isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { showableName } from '../../../shared/domain/text.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import type { Logger } from '../logger.ts'
import { makePrivate, readSmall, replaceFile, setAside, systemCode } from './safe-file.ts'

const hostSchema = z.strictObject({
  key: fingerprintSchema,
  // What is only shown is no reason to forget a key: then nobody would notice that it changed.
  room: z
    .string()
    .refine((room) => room === '' || showableName(room))
    .catch(''),
  addresses: z
    .array(z.string().refine((address) => canonical(address) === address))
    .max(INVITE_ADDRESSES),
  since: z.custom<UnixMs>(isTime).catch(UNKNOWN_TIME),
  by: z.enum(['invite', 'eyes', 'password']),
})

const fileSchema = z.strictObject({
  version: z.literal(1),
  hosts: z
    .array(hostSchema)
    .max(KNOWN_HOSTS)
    .refine((hosts) => distinct(hosts.map((host) => host.key)), 'a key twice')
    .refine((hosts) => distinct(hosts.flatMap((host) => host.addresses)), 'an address twice'),
})

/** What the list says of a key at an address. */
export type HostVerdict =
  | { readonly kind: 'known' }
  /** Nothing is known of either: a person is asked. */
  | { readonly kind: 'unknown' }
  /** Another host was trusted at this address: a full stop. */
  | { readonly kind: 'changed'; readonly known: Fingerprint }

export interface HostToRemember {
  readonly key: Fingerprint
  readonly room: string
  /** Where it was met, in any spelling that `parseAddress` reads. */
  readonly address: string
  readonly by: KnownHost['by']
  readonly now: UnixMs
}

/** The list as it is on the disk: nothing of it is held in memory. */
export class KnownHosts {
  /** What went wrong while opening, for the person to know. */
  readonly damage: ErrorValue | null
  readonly #path: string

  private constructor(path: string, damage: ErrorValue | null) {
    this.#path = path
    this.damage = damage
  }

  /**
   * Opens the list; a damaged one is set aside and an empty one begun.
   * @throws {AppError} known_hosts_unreadable when it is there and cannot be read
   */
  static open(path: string, logger: Logger): KnownHosts {
    let text: string | undefined
    try {
      text = readSmall(path)
    } catch (error) {
      throw unreadable(path, error)
    }
    try {
      parse(text)
      if (text !== undefined) makePrivate(path)
      return new KnownHosts(path, null)
    } catch (error) {
      logger.error('known hosts could not be read', error)
      return new KnownHosts(path, errorValue('known_hosts_damaged', { kept: keep(path) }))
    }
  }

  /**
   * Judges a proven key at the address it was met at. The key counts first: a known one is known
   * wherever it is, even where another host was before.
   * @throws {AppError} address_invalid, known_hosts_unreadable
   */
  verdict(address: string, key: Fingerprint): HostVerdict {
    return judge(this.#read(), whole(address), key)
  }

  /**
   * Puts a host that was just trusted at the top, and the address at the top of its own; no other
   * host keeps that address. When and how it was first trusted stays as it was.
   * @throws {AppError} address_invalid; known_hosts_not_saved: then it is not remembered, not
   *   even for now; pin_mismatch when the address is another host's and only a person's eyes or a
   *   password speak for the new key. An invite names the key, so it may.
   */
  remember({ key, room, address, by, now }: HostToRemember): void {
    const place = whole(address)
    this.#change((hosts) => {
      const verdict = judge(hosts, place, key)
      if (verdict.kind === 'changed' && by !== 'invite') {
        throw new AppError('pin_mismatch', { address: place, known: verdict.known, shown: key })
      }
      const before = hosts.find((host) => host.key === key)
      const elsewhere = (before?.addresses ?? []).filter((known) => known !== place)
      const host: KnownHost = {
        key,
        room: showableName(room) ? room : '',
        addresses: [place, ...elsewhere].slice(0, INVITE_ADDRESSES),
        since: before?.since ?? now,
        by: before?.by ?? by,
      }
      const others = hosts.filter((other) => other.key !== key)
      return [host, ...others.map((other) => without(other, place))].slice(0, KNOWN_HOSTS)
    })
  }

  /**
   * Forgets a host: the next time it is met, a person is asked. A key that is not known is no
   * fault.
   * @throws {AppError} known_hosts_not_saved
   */
  forget(key: Fingerprint): void {
    this.#change((hosts) => hosts.filter((host) => host.key !== key))
  }

  /**
   * The hosts, the one met last first.
   * @throws {AppError} known_hosts_unreadable
   */
  list(): KnownHost[] {
    return [...this.#read()]
  }

  #read(): readonly KnownHost[] {
    try {
      return parse(readSmall(this.#path))
    } catch (error) {
      throw unreadable(this.#path, error)
    }
  }

  #change(next: (hosts: readonly KnownHost[]) => readonly KnownHost[]): void {
    try {
      const file = fileSchema.parse({ version: 1, hosts: next(parse(readSmall(this.#path))) })
      replaceFile(this.#path, `${JSON.stringify(file, null, 2)}\n`)
    } catch (error) {
      if (error instanceof AppError) throw error
      throw new AppError('known_hosts_not_saved', { cause: reason(error) }, { cause: error })
    }
  }
}

function parse(text: string | undefined): readonly KnownHost[] {
  return text === undefined ? [] : fileSchema.parse(JSON.parse(text)).hosts
}

function judge(hosts: readonly KnownHost[], address: string, key: Fingerprint): HostVerdict {
  if (hosts.some((host) => host.key === key)) return { kind: 'known' }
  const there = hosts.find((host) => host.addresses.includes(address))
  return there === undefined ? { kind: 'unknown' } : { kind: 'changed', known: there.key }
}

function without(host: KnownHost, address: string): KnownHost {
  return { ...host, addresses: host.addresses.filter((known) => known !== address) }
}

/** The one spelling of an address, so that no other spelling of it passes for a new place. */
function canonical(address: string): string | undefined {
  const result = parseAddress(address)
  return result.ok ? formatAddress(result.address) : undefined
}

function whole(address: string): string {
  const text = canonical(address)
  if (text === undefined) throw new AppError('address_invalid', { field: 'address' })
  return text
}

function keep(path: string): string {
  try {
    return setAside(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): AppError {
  return new AppError('known_hosts_unreadable', { path, cause: reason(error) }, { cause: error })
}

function reason(error: unknown): string {
  const damaged = error instanceof z.ZodError || error instanceof SyntaxError
  return damaged ? 'the list is damaged' : systemCode(error)
}

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
