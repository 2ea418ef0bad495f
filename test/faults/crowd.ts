/**
 * Everybody of a loop: waits for what their lines tell, lets them talk without a pause, and gives
 * the account that the verdict is made from.
 */
import { TEST_NET_MS } from '../support/nets.ts'
import type { Seeded } from './seeded.ts'
import type { Account, Message } from './verdict.ts'
import { type Stop, Voice, type VoiceOptions } from './voice.ts'

/** How much is said, and how much of it at once. */
export interface Talk {
  /** Milliseconds between two messages of one person, from and to. */
  readonly pause: readonly [number, number]
  /** Characters, from and to. */
  readonly length: readonly [number, number]
}

export class Crowd implements AsyncDisposable {
  readonly #voices: Voice[] = []
  readonly #checks = new Set<() => void>()

  get voices(): readonly Voice[] {
    return this.#voices
  }

  add(options: Omit<VoiceOptions, 'changed'>): Voice {
    const changed = () => {
      for (const check of this.#checks) check()
    }
    const voice = new Voice({ ...options, changed })
    this.#voices.push(voice)
    return voice
  }

  /**
   * Resolves when `holds` does; it is asked whenever somebody prints or ends.
   * @throws {Error} that says `what` was waited for, when it does not come
   */
  until(what: string, holds: () => boolean, net = TEST_NET_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#checks.delete(check)
        clearTimeout(timer)
        act()
      }
      const check = () => {
        if (holds()) settle(resolve)
      }
      const timer = setTimeout(() => {
        const state = this.#voices.map(
          (one) =>
            `${one.name}: ${one.standing}, ${one.waiting} not acknowledged, seen ${one.seen}. ${one.trouble.slice(-3).join(' ')}`,
        )
        settle(() => reject(new Error(`not within ${net / 1000} s: ${what}\n${state.join('\n')}`)))
      }, net)
      this.#checks.add(check)
      check()
    })
  }

  /** Resolves when somebody's process has stopped where it was told to. */
  async stopped(voice: Voice): Promise<Stop> {
    await this.until(`${voice.name} is where it is to be killed`, () => voice.stopped !== null)
    if (voice.stopped === null) throw new Error(`${voice.name} has gone on`)
    return voice.stopped
  }

  /** Everybody named who lives talks; the answer stops it. */
  talk(voices: readonly Voice[], { pause, length }: Talk, chance: Seeded): () => void {
    const timers = voices.map((voice, at) => {
      const own = chance.branch(at)
      const state = { timer: setTimeout(() => {}, 0) }
      const next = () => {
        if (voice.alive) voice.say(own.between(...length))
        state.timer = setTimeout(next, own.between(...pause))
      }
      next()
      return state
    })
    return () => {
      for (const { timer } of timers) clearTimeout(timer)
    }
  }

  /** @param log the host's, as it was read when everything was over */
  account(log: readonly Message[]): Account {
    return {
      said: this.#voices.flatMap(({ said }) => said),
      acknowledged: this.#voices.flatMap(({ acknowledged }) => acknowledged),
      log,
      printed: this.#voices.flatMap(({ printed }) => printed),
    }
  }

  get trouble(): string[] {
    return this.#voices.flatMap(({ trouble }) => trouble)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#voices.map((voice) => voice.close()))
  }
}
