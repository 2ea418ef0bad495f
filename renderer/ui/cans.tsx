/** The motif: two cans and a string. `mood` is the string's: slack, whole, plucked or broken. */
import type { ConnectionState } from '../../shared/domain/session.ts'
import styles from './cans.module.css'
import { cx } from './cx.ts'

export type StringMood = 'slack' | 'whole' | 'plucked' | 'broken'

const strings: Readonly<Record<StringMood, string>> = {
  slack: 'M93 50 Q180 112 267 50',
  plucked: 'M93 50 Q180 50 267 50',
  whole: 'M93 50 Q180 50 267 50',
  broken: 'M93 50 Q118 52 130 84 M267 50 Q242 52 230 84',
}

interface CansProps {
  readonly mood?: StringMood
  readonly small?: boolean
}

export function Cans({ mood = 'slack', small = false }: CansProps) {
  return (
    <svg
      className={cx(styles.cans, small && styles.small)}
      viewBox="0 0 360 100"
      aria-hidden="true"
      focusable="false"
    >
      <path className={styles.string} data-mood={mood} d={strings[mood]} />
      <Can transform="translate(34 40) rotate(9.5)" />
      <Can transform="translate(326 40) scale(-1 1) rotate(9.5)" />
    </svg>
  )
}

/** A tin lying on its side: open end at the origin, the string's knot in its bottom. */
function Can({ transform }: { readonly transform: string }) {
  return (
    <g transform={transform}>
      <path className={styles.body} d="M0 -24 H50 A9 24 0 0 1 50 24 H0 A9 24 0 0 1 0 -24 Z" />
      <ellipse className={styles.mouth} cx="0" cy="0" rx="9" ry="24" />
      <path
        className={styles.rib}
        d="M17 -24 A9 24 0 0 1 17 24 M25 -24 A9 24 0 0 1 25 24 M33 -24 A9 24 0 0 1 33 24"
      />
      <circle className={styles.knot} cx="59.5" cy="0" r="3" />
    </g>
  )
}

const lines = {
  connecting: 'M11 6 Q28 17 45 6',
  catching_up: 'M11 7 Q28 11 45 7',
  live: 'M11 7 H45',
  interrupted: 'M11 6 Q19 7 22 13 M45 6 Q37 7 34 13',
  ended: 'M11 6 Q19 7 22 13 M45 6 Q37 7 34 13',
} as const

/**
 * The connection line: whole when live, nearly so while catching up, slack while it is made,
 * broken between two tries and when ended.
 */
export function StringLine({ connection }: { readonly connection: ConnectionState }) {
  const { phase } = connection
  const trying = phase === 'connecting' || (phase === 'interrupted' && connection.retryIn === null)
  return (
    <svg
      className={styles.line}
      data-testid="string"
      data-phase={phase}
      data-trying={trying}
      viewBox="0 0 56 16"
      aria-hidden="true"
    >
      <path d="M2.5 2.5 h7 v9 h-7 z M46.5 2.5 h7 v9 h-7 z" />
      <path className={styles.lineString} d={lines[trying ? 'connecting' : phase]} />
    </svg>
  )
}
