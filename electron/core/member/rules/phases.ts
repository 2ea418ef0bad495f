/**
 * The phases of a session, by what holds in all of a set. What a phase is stands in state.ts.
 */
import type { SessionState } from './state.ts'

type Phases = ReadonlySet<SessionState['phase']>

/** The host has let us in on this connection, and told who is there. */
export const ADMITTED: Phases = new Set(['opening', 'catching', 'live'])
/** The host has heard our hello on this connection. */
export const HELLO_SAID: Phases = new Set(['entering', 'roster', ...ADMITTED])
/** The connection is lost or the session has ended: whatever comes of it still is late. */
export const OVER: Phases = new Set(['cut', 'ended'])
/** We are in the room as far as a person can see, whatever the connection does. */
export const SEEN_IN_ROOM: Phases = new Set(['catching', 'live', 'cut'])
