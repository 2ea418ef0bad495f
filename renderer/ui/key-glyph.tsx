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
      className="key-glyph"
      data-testid="key-glyph"
      data-key={key}
      style={style as CSSProperties}
      title={`Key ${words}`}
      {...(mute === true ? { 'aria-hidden': true } : { role: 'img', 'aria-label': `Key ${words}` })}
    >
      <svg viewBox={`0 0 ${KEY_UNITS} ${KEY_UNITS}`} aria-hidden="true" focusable="false">
        <path className="key-figure" d={shape.figure} />
        {shape.dots.map(({ x, y }) => (
          <circle key={`${x} ${y}`} className="key-dot" cx={x} cy={y} r={DOT} />
        ))}
      </svg>
    </span>
  )
})

interface KeyCardProps {
  readonly of: Fingerprint
  readonly label: string
}

/** A key to compare: large, its letters in groups of four to be read out. */
export function KeyCard({ of: key, label }: KeyCardProps) {
  return (
    <figure className="key-card">
      <KeyGlyph of={key} size={56} mute />
      <figcaption className="key-card-words">
        <span className="key-card-label">{label}</span>
        <FingerprintText of={key} />
      </figcaption>
    </figure>
  )
}

export function FingerprintText({ of: key }: { readonly of: Fingerprint }) {
  return (
    <span className="fingerprint" data-testid="fingerprint">
      {readableFingerprint(key)}
    </span>
  )
}

/** Beside a name that another member has as well. */
export function KeyTag({ tag }: { readonly tag: string }) {
  return (
    <span className="tag tag-key" title={`Another member has this name. This one’s key: ${tag}…`}>
      {tag}
    </span>
  )
}
