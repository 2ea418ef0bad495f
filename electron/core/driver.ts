/**
 * Runs pure rules: a state, inputs first in first out, effects done by a table of ports. What an
 * effect leads to comes back as an input, so everybody sees the same order of things; an input
 * that arrives while effects are being done waits until all of them are.
 */

/**
 * What an input has led to. The state is taken over before the effects are done, in their order.
 */
export interface Step<State, Effect> {
  readonly state: State
  readonly effects: readonly Effect[]
}

export type Rules<State, Input, Effect> = (state: State, input: Input) => Step<State, Effect>

/**
 * For each type of effect, what does it. A port does not throw: what fails comes back as an input.
 * Should one throw all the same, the others still do their part before `put` throws the first.
 */
export type Ports<Effect extends { readonly type: string }> = {
  readonly [Type in Effect['type']]: (effect: Extract<Effect, { readonly type: Type }>) => void
}

/**
 * Nobody else changes its state. All of it is synchronous: what takes time, a port begins, and puts
 * in later what came of it.
 */
export class Driver<State, Input, Effect extends { readonly type: string }> {
  readonly #rules: Rules<State, Input, Effect>
  readonly #ports: Ports<Effect>
  readonly #inputs: Input[] = []
  #state: State
  #running = false

  constructor(state: State, rules: Rules<State, Input, Effect>, ports: Ports<Effect>) {
    this.#state = state
    this.#rules = rules
    this.#ports = ports
  }

  /** Replaced as a whole, never changed. Within a port: as the input under way has left it. */
  get state(): State {
    return this.#state
  }

  /** Takes an input now, or, from within a port, as soon as what came before it is done. */
  put(input: Input): void {
    this.#inputs.push(input)
    if (this.#running) return
    this.#running = true
    const failures: unknown[] = []
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { state, effects } = this.#rules(this.#state, next)
        this.#state = state
        for (const effect of effects) {
          try {
            this.#do(effect as Extract<Effect, { type: Effect['type'] }>)
          } catch (error) {
            failures.push(error)
          }
        }
      }
    } finally {
      this.#running = false
    }
    if (failures.length > 0) throw failures[0]
  }

  #do<Type extends Effect['type']>(effect: Extract<Effect, { readonly type: Type }>): void {
    const port = this.#ports[effect.type as Type]
    port(effect)
  }
}
