/**
 * A key as a picture beside a name: the same figure and colours wherever the key is met. It is
 * for recognising at a glance; who must be sure compares the letters, in its title and its name.
 */
import { type CSSProperties, memo, useMemo } from 'react'
import {
  type Fingerprint,
  fingerprintBytes,
  readableFingerprint,
} from '../../shared/domain/fingerprint.ts'
import { cx } from './cx.ts'
import styles from './key-glyph.module.css'
import { KEY_UNITS, keyShape } from './key-shape.ts'

interface KeyGlyphProps {
  readonly of: Fingerprint
  readonly size?: number
  /** The fingerprint stands beside it already: nothing more for ears. */
  readonly mute?: boolean
}

const DOT = 1.15

export const KeyGlyph = memo(function KeyGlyph({ of: key, size = 20, mute }: KeyGlyphProps) {
  const shape = useMemo(() => keyShape(fingerprintBytes(key)), [key])
  const words = readableFingerprint(key)
  const style = { width: size, height: size, '--hue': shape.hue, '--dot-hue': shape.dotHue }
  return (
    <span
      className={styles.glyph}
      data-testid="key-glyph"
      data-key={key}
      style={style as CSSProperties}
      title={`Key ${words}`}
      {...(mute === true ? { 'aria-hidden': true } : { role: 'img', 'aria-label': `Key ${words}` })}
    >
      <svg viewBox={`0 0 ${KEY_UNITS} ${KEY_UNITS}`} aria-hidden="true" focusable="false">
        <path className={styles.figure} d={shape.figure} />
        {shape.dots.map(({ x, y }) => (
          <circle key={`${x} ${y}`} className={styles.dot} cx={x} cy={y} r={DOT} />
        ))}
      </svg>
    </span>
  )
})

interface CardProps {
  readonly label: string
  /** `boxed` where one decides by it; `alarming` when it is the wrong one. */
  readonly look?: 'boxed' | 'alarming'
  readonly small?: boolean
}

interface KeyCardProps extends CardProps {
  readonly of: Fingerprint
}

const cardClass = (look: CardProps['look']) =>
  cx(styles.card, look !== undefined && styles.boxed, look === 'alarming' && styles.alarming)

/** A key to compare: large, its letters in groups of four to be read out. */
export function KeyCard({ of: key, label, look, small }: KeyCardProps) {
  return (
    <figure className={cardClass(look)} data-small={small}>
      <KeyGlyph of={key} size={56} mute />
      <figcaption className={styles.words}>
        <span className={styles.label}>{label}</span>
        <FingerprintText of={key} />
      </figcaption>
    </figure>
  )
}

/** In the place of a key that cannot be read. */
export function UnreadableKeyCard({ text, label, look }: CardProps & { readonly text: string }) {
  return (
    <p className={cardClass(look)}>
      <span className={styles.words}>
        <span className={styles.label}>{label}</span>
        <Letters>{text}</Letters>
      </span>
    </p>
  )
}

interface FingerprintTextProps {
  readonly of: Fingerprint
  readonly className?: string | undefined
}

export function FingerprintText({ of: key, className }: FingerprintTextProps) {
  return (
    <span className={cx(styles.fingerprint, className)} data-testid="fingerprint">
      {readableFingerprint(key)}
    </span>
  )
}

/** The letters of a key, in the middle of words. */
export function Letters({ children }: { readonly children: string }) {
  return <span className={styles.fingerprint}>{children}</span>
}
