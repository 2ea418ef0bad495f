/**
 * The nets of the tests: what hangs is given up after so long. No test waits for time, and none
 * is judged by it, so these only have to be longer than anything takes on a machine that has much
 * else to do: there, everything takes some ten times as long as on an idle one.
 */

/** One thing that a signal ends: an element of a page, a poll, a process. A second or two. */
export const STEP_NET_MS = 60_000

/** One test: mostly a few seconds, in the slowest half a minute. */
export const TEST_NET_MS = 5 * 60_000

/** A test that is long by its nature (the loops of the faults, the soak): two minutes. */
export const LONG_NET_MS = 20 * 60_000
