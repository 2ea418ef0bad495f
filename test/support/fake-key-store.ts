/**
 * A computer's key store, as it is from one start of the program to the next: a start has its key
 * in memory, and on the disk only once it was written.
 */
import type { KeyStore } from '../../electron/core/identity/key-store.ts'

export type KeyStoreMood = 'works' | 'silent' | 'refuses' | 'lossy'

/** No two stores ever have the same key. */
let made = 0

export class FakeKeyStore {
  mood: KeyStoreMood = 'works'
  /** Keys on the disk, the newest last. */
  #kept: number[] = []
  #held: number[] = []
  /** What it was asked, in order. */
  readonly asked: string[] = []

  /** The program starts: the keys are read, or one is made. */
  start(): KeyStore {
    this.#held = this.#kept.length > 0 ? [...this.#kept] : [this.#fresh()]
    const { mood } = this
    const held = this.#held
    return {
      seal: async (bytes) => {
        await this.#mind(mood, 'seal')
        return Buffer.from(`${held.at(-1)}:${bytes.toString('base64')}`)
      },
      open: async (sealed) => {
        await this.#mind(mood, 'open')
        const [key, text = ''] = sealed.toString().split(':')
        if (!held.includes(Number(key))) throw new Error('it was sealed with another key')
        const bytes = mood === 'lossy' ? Buffer.alloc(3) : Buffer.from(text, 'base64')
        return { bytes, outdated: Number(key) !== held.at(-1) }
      },
    }
  }

  /** The keys reach the disk. */
  write(): void {
    this.#kept = [...this.#held]
  }

  /** The keys on the disk are lost. */
  lose(): void {
    this.#kept = []
  }

  /** The store takes another key to seal with, from the next start on; the old one still opens. */
  rotate(): void {
    this.#kept.push(this.#fresh())
  }

  /** The newest key has not reached the disk, after all. */
  loseNew(): void {
    this.#kept = this.#kept.slice(0, -1)
  }

  /** Of the keys on the disk only the newest is left. */
  forgetOld(): void {
    this.#kept = this.#kept.slice(-1)
  }

  #fresh(): number {
    made += 1
    return made
  }

  async #mind(mood: KeyStoreMood, call: string): Promise<void> {
    this.asked.push(call)
    if (mood === 'silent') await new Promise(() => {})
    if (mood === 'refuses') throw new Error('refused')
  }
}
