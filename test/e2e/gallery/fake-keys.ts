/** Keys for the gallery: one a name, always the same, as good as random. */
import { type Fingerprint, isFingerprint } from '../../../shared/domain/fingerprint.ts'

export function keyOf(name: string): Fingerprint {
  let state = 2166136261
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => {
    for (const character of `${name} ${at}`) {
      state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0
    }
    return (state >>> 11) & 255
  })
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '')
  if (!isFingerprint(text)) throw new Error('32 bytes are always a fingerprint')
  return text
}
