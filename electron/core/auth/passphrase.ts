/**
 * A password that the app makes: five plain words, easy to read out and to type.
 *
 * Each word is one of 7,772, drawn evenly and independently: 12.92 bits a word, 64.6 bits in all.
 * Online there are at most 120 tries an hour; offline, with the host's stolen record, each try
 * costs an Argon2id of 64 MiB, and 2^63 of those on average.
 */
import { randomInt } from 'node:crypto'
import { passphraseWords } from './passphrase-words.ts'

const WORDS = 5

/** Five words with hyphens between, such as `gravel-untie-mascot-pebble-dwelling`. */
export function newPassphrase(): string {
  return Array.from(
    { length: WORDS },
    () => passphraseWords[randomInt(passphraseWords.length)],
  ).join('-')
}
