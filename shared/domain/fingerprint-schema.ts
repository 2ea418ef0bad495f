/**
 * The parser of fingerprints at the edges. Apart from `fingerprint.ts`, which windows use too:
 * they trust the main process and need no zod.
 */
import { z } from 'zod'
import { type Fingerprint, isFingerprint } from './fingerprint.ts'

/** Takes what {@link isFingerprint} does. */
export const fingerprintSchema = z.custom<Fingerprint>(
  (value) => typeof value === 'string' && isFingerprint(value),
)
