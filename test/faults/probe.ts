/**
 * Loaded into a process before its program (`node --expose-gc --import`): answers, over Node's
 * channel, how much the process holds. It keeps nothing alive.
 */

/** What a process holds at one moment. */
export interface Sample {
  readonly type: 'sample'
  /** Bytes of the whole process, threads included. */
  readonly rss: number
  /** Bytes in use on the main thread's heap, after a collection. */
  readonly heap: number
  /** Sockets, files, pipes and whatever else keeps a process alive. */
  readonly handles: number
  readonly timers: number
}

function sample(): Sample {
  globalThis.gc?.()
  const { rss, heapUsed: heap } = process.memoryUsage()
  const resources = process.getActiveResourcesInfo()
  const timers = resources.filter((name) => name === 'Timeout').length
  return { type: 'sample', rss, heap, handles: resources.length - timers, timers }
}

process.on('message', (asked) => {
  if (asked === 'sample') process.send?.(sample())
})
process.channel?.unref()
