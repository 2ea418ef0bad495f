/**
 * The registry of kinds, and what can be asked of a kind by its name. A new kind is its own file
 * and one entry here.
 */
import type { z } from 'zod'
import type { Fingerprint } from '../domain/fingerprint.ts'
import { type Body, sameBody } from './body.ts'
import { deletion } from './deletion.ts'
import type { AloneKind, Said, Standing, StandingKind } from './kind.ts'
import { message } from './message.ts'
import { reaction } from './reaction.ts'

/** Every kind of which an event may stand alone, and make a row. */
export const aloneKinds = { message }

/** Every kind of which an event stands on another one. */
export const standingKinds = { reaction, deletion }

export type AloneName = keyof typeof aloneKinds
export type StandingName = keyof typeof standingKinds
export type KindName = AloneName | StandingName

/** What a row shows of what stands on it, by kind; a kind of which nothing stands there is left out. */
export type Shown = {
  readonly [Name in StandingName]?: ReturnType<(typeof standingKinds)[Name]['fold']>
}

type Kinds = typeof aloneKinds & typeof standingKinds
type Bodies = { [Name in keyof Kinds]: z.infer<Kinds[Name]['schema']> }

/** The kinds that a host of this version takes, for its `welcome`. */
export const KIND_NAMES: readonly string[] = [
  ...Object.keys(aloneKinds),
  ...Object.keys(standingKinds),
]

/** Of which an event counts as unread for those who have not seen it. */
export const UNREAD_KINDS: readonly string[] = Object.entries({ ...aloneKinds, ...standingKinds })
  .filter(([, kind]) => kind.unread)
  .map(([name]) => name)

/** Whether an event makes a row that counts as unread for those who have not seen it. */
export const isUnread = ({ kind, on }: Pick<Said, 'kind' | 'on'>): boolean =>
  on === null && UNREAD_KINDS.includes(kind)

/** Whether a row of a kind may be the line that a list of rooms shows of a room. */
export const isPreview = (name: string): boolean => registry.get(name)?.preview === true

/** Whether a row of a kind that somebody else has made is told to who does not look. */
export const notifies = (name: string): boolean => registry.get(name)?.notifies === 'everybody'

/** Which events withdraw the body of the one that they stand on. */
export const WITHDRAWING_KINDS: readonly string[] = Object.entries(standingKinds)
  .filter(([, kind]) => kind.withdraws)
  .map(([name]) => name)

/** What of these stands on an event keeps its body when that one's is withdrawn; no other does. */
export const LASTING_KINDS: readonly string[] = Object.entries(standingKinds)
  .filter(([, kind]) => !kind.withdrawable)
  .map(([name]) => name)

/** A body's own type is known to its kind alone; whoever asks by name has had it parsed first. */
type AnyAlone = AloneKind<object>
type AnyStanding = StandingKind<object, unknown>
type Any = AnyAlone | AnyStanding

const registry: ReadonlyMap<string, Any> = new Map<string, Any>(
  Object.entries({ ...aloneKinds, ...standingKinds }) as unknown as [string, Any][],
)

/** Why the host does not take what was said, as far as it can be told without the log. */
export type SaidFault = 'kind_unknown' | 'body_invalid'

/** Judges what somebody says by itself; its target is judged in the log (see {@link onFault}). */
export function saidFault({ kind: name, on, body }: Said): SaidFault | undefined {
  const kind = registry.get(name)
  if (kind === undefined) return 'kind_unknown'
  if ((on === null) !== (kind.stands === 'alone')) return 'body_invalid'
  const parsed = kind.schema.safeParse(body)
  return parsed.success && kind.fit(parsed.data) ? undefined : 'body_invalid'
}

/** Whether two say the same: kind, target and body, the latter canonically. */
export function sameSaid(one: Said, other: Said): boolean {
  return one.kind === other.kind && one.on === other.on && sameBody(one.body, other.body)
}

/**
 * What its kind makes of what was said; `otherwise` when this version does not know the kind, cannot
 * read the body, or finds it standing where its kind does not.
 */
function read<T>(
  { kind: name, on, body }: Said,
  ask: (kind: Any, body: object) => T,
  otherwise: T,
): T {
  const kind = registry.get(name)
  if (kind === undefined || (on === null) !== (kind.stands === 'alone')) return otherwise
  const parsed = kind.schema.safeParse(body)
  return parsed.success ? ask(kind, parsed.data) : otherwise
}

/** The body as its kind knows it; undefined when it is none of that kind. */
export function readAs<Name extends keyof Bodies>(
  name: Name,
  said: Said,
): Bodies[Name] | undefined {
  return said.kind === name ? read(said, (_, known) => known as Bodies[Name], undefined) : undefined
}

/** The words by which a search finds it; null for none. */
export const searchedIn = (said: Said): string | null =>
  read(said, (kind, known) => kind.searched(known), null)

/** Its line in an export, on a terminal and for a screen reader; null for none. */
export const lineOf = (said: Said): string | null =>
  read(said, (kind, known) => kind.line(known), null)

/**
 * Under which key what an author says on an event takes the place of what was there; null for
 * what stands alone, and for what this version cannot read.
 */
export const standingKey = (said: Said): string | null =>
  read(said, (kind, known) => (kind.stands === 'on' ? kind.key(known) : null), null)

/** Whether it counts among what stands there, or takes back. */
export const countsThere = (said: Said): boolean =>
  read(said, (kind, known) => kind.stands === 'on' && kind.counts(known), false)

/** Whether an event withdraws the one that it stands on. */
export const withdraws = (said: Said): boolean =>
  read(said, (kind) => kind.stands === 'on' && kind.withdraws, false)

/** What a log knows of the event that something is said on; each is asked for when it is needed. */
export interface StandingThere {
  /** Who says it. */
  readonly author: Fingerprint
  /** That event. */
  readonly target: Pick<Said, 'kind'> & {
    readonly author: Fingerprint
    readonly withdrawn: boolean
  }
  /** The room's host. */
  readonly host: Fingerprint
  /** The author has said something under this key there, and under how many keys in all. */
  own(key: string): { readonly known: boolean; readonly keys: number }
  /** Of the same kind, one of those that count for each key. */
  counting(): readonly Standing<Body>[]
}

/**
 * Whether something may be said on an event that is there. Nobody can take back what they have not
 * said, nor say things there without end.
 */
export function onFault(said: Said, there: StandingThere): 'not_allowed' | undefined {
  const kind = registry.get(said.kind)
  const { author, target, host } = there
  if (kind?.stands !== 'on' || !kind.targets.includes(target.kind)) return 'not_allowed'
  if (target.withdrawn || (kind.withdraws && !registry.get(target.kind)?.withdrawable))
    return 'not_allowed'
  const body = kind.schema.parse(said.body)
  const { known, keys } = there.own(kind.key(body))
  if (!kind.counts(body)) return known ? undefined : 'not_allowed'
  if (!known && keys >= kind.mostOwnKeys) return 'not_allowed'
  const standing = readable(kind, there.counting())
  return kind.judge(body, { author, target, host, standing })
}

/**
 * The fold: what the row of an event shows of all that stands on it, in whatever order it came.
 * @param standing the latest, one a kind, author and key
 * @param whole with everybody's name; else with as many as a row needs
 */
export function fold(
  standing: readonly (Standing<Body> & { readonly kind: string })[],
  ownKey: Fingerprint,
  whole = false,
): Shown {
  const byKind = Map.groupBy(standing, ({ kind }) => kind)
  return Object.fromEntries(
    Object.keys(standingKinds).flatMap((name) => {
      const kind = registry.get(name)
      const all = byKind.get(name)
      if (kind?.stands !== 'on' || all === undefined) return []
      const ordered = readable(kind, all).toSorted((one, other) => one.seq - other.seq)
      return [[name, kind.fold(ordered, ownKey, whole)]]
    }),
  )
}

function readable(kind: Any, standing: readonly Standing<Body>[]): Standing<object>[] {
  return standing.flatMap((one) => {
    const parsed = kind.schema.safeParse(one.body)
    return parsed.success ? [{ ...one, body: parsed.data }] : []
  })
}
