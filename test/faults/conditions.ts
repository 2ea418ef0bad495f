/** What the fault proxy does to a link. Times are milliseconds, sizes bytes. */

export interface Conditions {
  /** Added on the way, in each direction. */
  readonly latency: number
  /** Bytes a second, in each direction of each link. */
  readonly bandwidth: number
  /** The largest piece that is passed on at once; 1 passes every byte by itself. */
  readonly slice: number
  /** The chance, each second and for each link, that it is reset: 0.05 is one in twenty. */
  readonly resets: number
  /** A link is reset after so many more bytes (at least 1), both directions counted. */
  readonly cutAfter: number
  /**
   * Both ends stay open and nothing gets through. `holds` is a cable pulled and put back: TCP
   * delivers it all afterwards. `swallows` is a link whose bytes are gone for good.
   */
  readonly silence: 'none' | 'holds' | 'swallows'
  /** New connections are taken and closed at once. */
  readonly refuse: boolean
}

/** A cable with nothing wrong. */
export const CALM: Conditions = {
  latency: 0,
  bandwidth: Number.POSITIVE_INFINITY,
  slice: Number.POSITIVE_INFINITY,
  resets: 0,
  cutAfter: Number.POSITIVE_INFINITY,
  silence: 'none',
  refuse: false,
}
