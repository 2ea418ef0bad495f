/**
 * The app from its first moment: there before its key and its messages are, so that a window can
 * say what is waited for, and what to do when it cannot go on. Nothing ends the program from
 * here: a key that cannot be opened is a person's to decide about.
 */
import { join } from 'node:path'
import { verbs } from '../../shared/contract/channels.ts'
import type {
  EarlyVerb,
  Handlers,
  LateHandlers,
  Verb,
  VerbRequest,
} from '../../shared/contract/ipc.ts'
import type { Starting, StartState, StartWay } from '../../shared/contract/snapshot.ts'
import { AppError, type ErrorValue, toErrorValue } from '../../shared/domain/errors.ts'
import { systemClock } from '../core/clock.ts'
import { importIdentity } from '../core/identity/identity-backup.ts'
import { withDeadline } from '../core/identity/key-store.ts'
import { OwnKey } from '../core/identity/own-key.ts'
import { openPrivateFolder } from '../core/settings/private-folder.ts'
import { compose } from './compose.ts'
import type { AppPorts, ComposedApp, MainApp } from './types.ts'

const EARLY: Readonly<Record<EarlyVerb, true>> = {
  starting: true,
  recover: true,
  quit: true,
  tellFault: true,
}

/**
 * The app of a data folder. `open()` is called once there is a window: it may ask the key store,
 * and that one a person.
 */
export class StartingApp implements MainApp {
  readonly handlers: Handlers
  readonly #ports: AppPorts
  readonly #make: typeof compose
  readonly #steps = new Steps()
  readonly #ready = Promise.withResolvers<ComposedApp>()
  #own: OwnKey | undefined
  /** What the start has found and the person should know, by its code. */
  readonly #found = new Map<string, ErrorValue>()
  #composed: ComposedApp | undefined
  #making: Promise<ComposedApp> | undefined
  /** A key is being put in place of the one that cannot be opened. */
  #replacing = false
  #closed = false

  constructor(ports: AppPorts, make: typeof compose = compose) {
    this.#ports = { ...ports, keyStore: withDeadline(ports.keyStore, systemClock) }
    this.#make = make
    this.handlers = {
      ...this.#waiting(),
      starting: ({ seen }) => this.#steps.after(seen),
      recover: (choice) => this.#recover(choice),
      quit: () => ports.desktop.quit(),
      tellFault: ({ where, error, trace }) =>
        ports.logger.error(`the window could not draw its ${where}: ${error}\n${trace}`),
    }
  }

  /**
   * Does not wait, and never throws: the verb `starting` tells how it goes. Called again only when
   * it is stuck.
   */
  open(): void {
    void this.#open()
  }

  /**
   * Hears from the moment on at which the app is composed; what was pushed before is in every
   * snapshot.
   */
  onPush: MainApp['onPush'] = (listener) => {
    let stop = () => {}
    let wanted = true
    void this.#ready.promise.then((composed) => {
      if (wanted) stop = composed.onPush(listener)
    })
    return () => {
      wanted = false
      stop()
    }
  }

  /**
   * None before the app is composed. It has begun to open rooms by then, in the very moment in
   * which it was made: no room, and no event of the system, comes between that and `#composed`.
   */
  hostedRooms(): number {
    return this.#composed?.hostedRooms() ?? 0
  }

  /** What waits for a person, or for a key store, is not waited for. */
  async close(): Promise<void> {
    this.#closed = true
    const composed = await this.#making?.catch(() => undefined)
    await composed?.close()
  }

  async #open(): Promise<void> {
    const { dataDir, logger } = this.#ports
    this.#steps.go({ phase: 'opening' })
    try {
      this.#tell(openPrivateFolder(dataDir, true))
      this.#own ??= await this.#openKey()
      if (this.#closed) return
      const found = [...this.#found.values()]
      const onProgress = (progress: number) => this.#steps.go({ phase: 'updating', progress })
      this.#making = this.#make({ ...this.#ports, own: this.#own, found, onProgress })
      this.#composed = await this.#making
      this.#ready.resolve(this.#composed)
      this.#steps.go({ phase: 'ready' })
    } catch (error) {
      logger.error('the start', error)
      const value = toErrorValue(error)
      this.#steps.go({ phase: 'stuck', error: value, ways: waysOutOf(value) })
    }
  }

  async #openKey(): Promise<OwnKey> {
    const key = await OwnKey.open(this.#keyPorts, () => this.#steps.go({ phase: 'asking' }))
    this.#steps.go({ phase: 'opening' })
    return key
  }

  async #recover(choice: VerbRequest<'recover'>): Promise<void> {
    const { state } = this.#steps
    if (state.phase !== 'stuck' || !state.ways.includes(choice.way) || this.#replacing) {
      throw new AppError('bad_request', { verb: 'recover' })
    }
    if (choice.way !== 'again') await this.#replaceKey(choice)
    this.open()
  }

  async #replaceKey(choice: Exclude<VerbRequest<'recover'>, { way: 'again' }>): Promise<void> {
    this.#replacing = true
    try {
      const restored =
        choice.way === 'backup' ? await importIdentity(choice.text, choice.passphrase) : undefined
      const { key, warning } = await OwnKey.beginAnew(this.#keyPorts, restored)
      this.#own = key
      this.#tell(warning)
    } finally {
      this.#replacing = false
    }
  }

  get #keyPorts() {
    const { dataDir, keyStore, logger } = this.#ports
    return { path: join(dataDir, 'identity.json'), keyStore, logger }
  }

  #tell(found: ErrorValue | null): void {
    if (found !== null) this.#found.set(found.code, found)
  }

  /** They wait for the composed app. The types of {@link LateHandlers} pair verb and request. */
  #waiting(): LateHandlers {
    const late = verbs.filter((verb): verb is Exclude<Verb, EarlyVerb> => !(verb in EARLY))
    const handlers = late.map((verb) => {
      const handler = async (request: never) => {
        const composed = await this.#ready.promise
        return (composed.handlers[verb] as (request: never) => unknown)(request)
      }
      return [verb, handler] as const
    })
    return Object.fromEntries(handlers) as unknown as LateHandlers
  }
}

/** A key that is there and cannot be opened may be given up; everything else only tried again. */
function waysOutOf({ code }: ErrorValue): readonly StartWay[] {
  const key = code === 'identity_sealed' || code === 'identity_damaged'
  return key ? ['again', 'backup', 'new'] : ['again']
}

/** The steps of the start, told to whoever has not seen the last. */
class Steps {
  #now: Starting = { step: 1, phase: 'opening' }
  #next = Promise.withResolvers<void>()

  get state(): StartState {
    return this.#now
  }

  go(state: StartState): void {
    if (state.phase === this.#now.phase && state.phase !== 'stuck') return
    this.#now = { ...state, step: this.#now.step + 1 }
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }

  async after(seen: number): Promise<Starting> {
    while (this.#now.step <= seen) await this.#next.promise
    return this.#now
  }
}
