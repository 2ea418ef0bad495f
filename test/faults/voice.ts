/**
 * One person in a loop of faults: a terminal process, and the next one when that is killed, with a
 * book of what was said, what was acknowledged, and what each process printed.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import type { Said } from '../../shared/events/kind.ts'
import { PATIENT, root, TerminalProcess } from '../support/terminal.ts'
import type { Order, Point, Report, Words } from './kill-points.ts'
import type { Acknowledged, Given, Message, Printed } from './verdict.ts'
import { wordsOf } from './words.ts'

/** One process of a person, from its start to its end. */
interface Life {
  readonly process: TerminalProcess
  readonly messages: Message[]
  /** The number of the last message that was printed; 0 before the first. */
  lastMessage: number
  readonly from: number | null
  read: number
  alive: boolean
  /** Where it has stopped, to be killed there. */
  stopped: Stop | null
}

/** A process that has stopped at a named point of its life, and what it was about. */
export interface Stop {
  readonly at: Point
  readonly words: readonly Words[]
}

/** Where its connection stands, as far as its lines tell. */
export type Standing = 'away' | 'starting' | 'in' | 'cut'

export interface VoiceOptions {
  readonly name: string
  /** The command line, the verb first, without `--name` and `--json`. */
  readonly args: readonly string[]
  /** Options of Node. */
  readonly flags?: readonly string[]
  /** With a channel of Node's between its process and ours. */
  readonly channel?: boolean
  /** Its processes can be stopped at named points; see kill-points.ts. */
  readonly stoppable?: boolean
  /** Called after each batch of lines, and at a process's end. */
  changed(): void
}

/** How a process is started. */
export interface Start {
  /** Options besides those of every process of this person. */
  readonly more?: readonly string[]
  /** Where it stops, the first time it gets there. */
  readonly stopAt?: Point | null
}

/** Fewer than a message takes, each given and taken back again and again. */
const EMOJI = ['👍', '🎉', '👀', '❤️', '🦔']

const POINTS = ['--import', join(import.meta.dirname, 'kill-points.ts')]

export class Voice {
  readonly name: string
  readonly said: Given[] = []
  readonly acknowledged: Acknowledged[] = []
  /** Lines that should not have come: refusals, errors, words that were not sent. */
  readonly trouble: string[] = []
  /** How often the connection was lost, and was there again. */
  cuts = 0
  returns = 0
  /** When the last `joined`, `hosting` or `resumed` came, by performance.now(). */
  inSince = 0
  /** The last `hosting` line's link. */
  invite = ''
  port = 0
  standing: Standing = 'away'

  readonly #options: VoiceOptions
  readonly #lives: Life[] = []
  readonly #open = new Map<string, number>()
  /** Emoji that were given, by message. */
  readonly #given = new Set<string>()
  #ordered: () => void = () => {}

  constructor(options: VoiceOptions) {
    this.name = options.name
    this.#options = options
  }

  /** The process of now, or the last one. */
  get process(): ChildProcess | undefined {
    return this.#lives.at(-1)?.process.child
  }

  /** Words whose acknowledgement has not come, of the process that lives. */
  get waiting(): number {
    return this.#open.size
  }

  get alive(): boolean {
    return this.#lives.at(-1)?.alive ?? false
  }

  /** The last number that the living process has printed; 0 before the first. */
  get seen(): number {
    return this.#lives.at(-1)?.messages.at(-1)?.seq ?? 0
  }

  /** Where the process of now has stopped; null while it goes on. */
  get stopped(): Stop | null {
    return this.#lives.at(-1)?.stopped ?? null
  }

  get lives(): number {
    return this.#lives.length
  }

  get printed(): Printed[] {
    return this.#lives.map(({ messages, from, alive }, at) => ({
      who: `${this.name} (process ${at + 1})`,
      messages,
      from,
      toTheEnd: alive,
    }))
  }

  /**
   * Starts a process.
   * @param from the number its printing must begin with; null when that depends
   */
  start(from: number | null, { more = [], stopAt = null }: Start = {}): void {
    if (this.alive) throw new Error(`${this.name} has a process already`)
    const { args, flags = [], channel = false, stoppable = false, changed } = this.#options
    const points = stoppable ? POINTS : []
    const command = [
      ...PATIENT,
      ...points,
      ...flags,
      'electron/headless.ts',
      ...args,
      '--name',
      this.name,
    ]
    const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', channel || stoppable ? 'ipc' : 'ignore']
    const process = new TerminalProcess(
      spawn(execPath, [...command, '--json', ...more], { cwd: root, stdio }),
    )
    const life: Life = {
      process,
      messages: [],
      lastMessage: 0,
      from,
      read: 0,
      alive: true,
      stopped: null,
    }
    this.#lives.push(life)
    this.standing = 'starting'
    process.child.stdout?.on('data', () => {
      this.#read(life)
      changed()
    })
    if (stoppable) {
      process.child.on('message', (report: Report) => {
        if (report.type === 'ordered') return this.#ordered()
        life.stopped = report
        changed()
      })
      process.child.send({ at: stopAt, times: 1 } satisfies Order)
    }
    void process.exit.then((code) => {
      // Not killed by us: it should have stayed.
      if (life.alive && code !== 0) {
        this.trouble.push(`${this.name} ended with ${code}: ${process.stderr.trim()}`)
      }
      life.alive = false
      this.standing = 'away'
      changed()
    })
  }

  /**
   * Has the process stop when it gets to a point for the nth time from now. Resolves when it knows:
   * what is said to it afterwards counts.
   */
  stopAt(at: Point, times = 1): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#ordered = resolve
    this.process?.send({ at, times } satisfies Order)
    return promise
  }

  /**
   * Gives the process something to say; `padding` characters make it longer. Every third time it
   * is a reaction to the last message that this person has seen.
   */
  say(padding = 0): string {
    const number = this.said.length + 1
    const cid = `${this.name}-${number}`
    const said = (number % 3 === 0 && this.#reaction(number)) || {
      kind: 'message',
      on: null,
      body: { text: `${cid}${' x'.repeat(padding / 2)}` },
    }
    const text = wordsOf(said)
    this.said.push({ author: this.name, cid, text, life: this.lives, orphaned: false })
    this.#open.set(cid, this.said.length - 1)
    this.#lives.at(-1)?.process.type(said.on === null ? { say: text, cid } : { post: said, cid })
    return cid
  }

  #reaction(number: number): Said | undefined {
    const on = this.#lives.at(-1)?.lastMessage ?? 0
    const emoji = EMOJI[number % EMOJI.length] ?? ''
    if (on === 0) return undefined
    // What was given there is taken back: that alone may be.
    const given = `${on} ${emoji}`
    const off = this.#given.has(given) && number % 2 === 0
    this.#given.add(given)
    return { kind: 'reaction', on, body: { emoji, ...(off && { off }) } }
  }

  /** `kill -9`, at once; resolves when it is gone and its last lines are read. */
  async kill(): Promise<void> {
    const life = this.#lives.at(-1)
    if (!life?.alive) return
    life.alive = false
    life.process.child.kill('SIGKILL')
    await life.process.exit
    this.#read(life)
    // Nobody can know now whether they were heard before the end.
    for (const at of this.#open.values()) {
      const one = this.said[at]
      if (one !== undefined) this.said[at] = { ...one, orphaned: true }
    }
    this.#open.clear()
    this.standing = 'away'
  }

  /** Leaves in order; resolves with the exit code. */
  async leave(): Promise<number | null> {
    const life = this.#lives.at(-1)
    if (!life?.alive) return 0
    life.process.type({ leave: true })
    return life.process.exit
  }

  async close(): Promise<void> {
    await this.#lives.at(-1)?.process[Symbol.asyncDispose]()
  }

  #read(life: Life): void {
    const { lines } = life.process
    while (life.read < lines.length) {
      const line = lines[life.read] ?? ''
      life.read += 1
      this.#take(life, JSON.parse(line) as Record<string, unknown>, line)
    }
  }

  #take(life: Life, event: Record<string, unknown>, line: string): void {
    switch (event.event) {
      case 'hosting':
        this.invite = String(event.invite)
        this.port = Number(event.port)
        this.#in()
        return
      case 'joined':
        this.#in()
        return
      case 'interrupted':
        this.cuts += 1
        this.standing = 'cut'
        return
      case 'resumed':
        this.returns += 1
        this.#in()
        return
      case 'message': {
        const { seq, author, cid, text } = event as unknown as Message
        life.messages.push({ seq, author, cid, text })
        life.lastMessage = seq
        return
      }
      case 'posted': {
        const { seq, author, cid } = event as unknown as Message
        life.messages.push({ seq, author, cid, text: wordsOf(event as unknown as Said) })
        return
      }
      case 'sent': {
        const { cid, seq } = event as unknown as Acknowledged
        this.#open.delete(cid)
        this.acknowledged.push({ author: this.name, cid, seq })
        return
      }
      case 'refused':
      case 'unsent':
      case 'omitted':
      case 'error':
        this.trouble.push(`${this.name}: ${line}`)
        return
      case 'ended':
        if (event.reason !== 'left') this.trouble.push(`${this.name}: ${line}`)
    }
  }

  #in(): void {
    this.standing = 'in'
    this.inSince = performance.now()
  }
}
