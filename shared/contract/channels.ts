/**
 * The names by which the contract of `ipc.ts` crosses the process boundary. Apart from it because
 * the preload needs the names and nothing else: importing a value from `ipc.ts` would put every
 * schema and zod into the sandboxed bundle.
 */
import type { Verb } from './ipc.ts'

/** Every verb of the contract; the compiler holds the two lists together. */
const names: Readonly<Record<Verb, true>> = {
  snapshot: true,
  hostOptions: true,
  host: true,
  join: true,
  cancelJoin: true,
  rejoin: true,
  reconnectNow: true,
  say: true,
  post: true,
  read: true,
  standing: true,
  resend: true,
  unqueue: true,
  leave: true,
  draft: true,
  deleteRoom: true,
  history: true,
  search: true,
  exportRoom: true,
  forgetRecent: true,
  dismissWarning: true,
  copy: true,
  openLink: true,
  tellFault: true,
  newPassword: true,
  answer: true,
  moderate: true,
  invite: true,
  roomPassword: true,
  knownHosts: true,
  forgetHost: true,
  exportIdentity: true,
  importIdentity: true,
  starting: true,
  recover: true,
  quit: true,
}

/** For who has to name each verb at run time. Their order means nothing. */
export const verbs = Object.keys(names) as readonly Verb[]

/** Channel of a verb, and the one channel that pushes. */
export const channel = (verb: Verb): string => `tincan:${verb}`
export const PUSH_CHANNEL = 'tincan:push'
