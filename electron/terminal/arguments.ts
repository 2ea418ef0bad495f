/**
 * The terminal's words: what `host` and `join` were asked for. Pure.
 */

import { parseArgs } from 'node:util'
import { type Fingerprint, isFingerprint } from '../../shared/domain/fingerprint.ts'
import { ROOM_MEMBERS } from '../../shared/domain/limits.ts'
import {
  type Past,
  type PerAddress,
  pastSchema,
  perAddressSchema,
} from '../../shared/domain/moderation.ts'
import { roomNameOf } from '../../shared/domain/text.ts'

export interface TerminalRequest {
  readonly mode: 'host' | 'join'
  readonly json: boolean
  readonly name: string
  /** host: the IP to listen on, '' for all; join: the address to call. */
  readonly address: string
  /** host only; undefined: the default port, or the next free one. */
  readonly port: number | undefined
  /** host only. */
  readonly room: string
  /** host only: ask about each newcomer. */
  readonly approving: boolean
  /** host only: what newcomers see of the past. */
  readonly past: Past
  /** host only: places for one network address in a crowded room. */
  readonly perAddress: PerAddress
  /** Folder for messages, made if absent; without one, they live as long as the program. */
  readonly data: string | undefined
  /** Which messages of the past are printed; undefined: what is new to the data folder. */
  readonly print: { readonly from: number } | { readonly last: number } | undefined
  /** join only: a lost connection is made again. */
  readonly reconnect: boolean
  readonly files: {
    /** Its first line is the room's password. */
    readonly password: string | undefined
    /** Made if absent; without one, nothing is remembered. */
    readonly knownHosts: string | undefined
    /** Made if absent; without one, a new key for this run. */
    readonly identity: string | undefined
  }
  /** join only: the key to expect. */
  readonly fingerprint: Fingerprint | undefined
  /** join only: take whatever key an unknown host shows, and remember it. */
  readonly trustFirstUse: boolean
}

export type ParsedArguments =
  | { readonly kind: 'request'; readonly request: TerminalRequest }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly text: string }

/** What `--help` prints. docs/TERMINAL.md names the same options. */
export const HELP = `Tincan on a terminal

  npm run --silent host -- [--address IP] [--port PORT] [--room ROOM] [--name NAME] [--json]
      [--password-file FILE] [--approve] [--past all|none|N] [--per-address N|all]
      [--identity FILE] [--data DIR] [--from SEQ | --history N]
  npm run --silent join -- LINK|ADDRESS [--name NAME] [--json]
      [--fingerprint KEY | --trust-first-use] [--password-file FILE] [--known-hosts FILE]
      [--identity FILE] [--data DIR] [--from SEQ | --history N] [--no-retry]

Each line typed is sent; /quit, /leave or the end of input leaves; //word says /word. --port 0 takes any free port.
With --data, messages outlast the program: a host started again with the same --data,
--identity and --room (and --port, if given) goes on where it was, and a join sends what was not sent.
A lost connection is made again by itself, unless --no-retry says not to.
With --json, commands come in and events go out as one JSON object a line; see docs/TERMINAL.md.
Exit codes: 0 left, 1 internal error, 2 wrong arguments, 3 nobody reached, 4 refused by the
room, 5 room closed by its host or put out by it, 6 connection lost, 7 cannot host there,
8 another key than expected, 9 unknown host, 10 password wrong or missing, 11 not admitted,
12 banned, 13 messages cannot be kept, 14 the output was not taken.
`

const options = {
  address: { type: 'string' },
  port: { type: 'string' },
  room: { type: 'string' },
  name: { type: 'string' },
  json: { type: 'boolean' },
  approve: { type: 'boolean' },
  data: { type: 'string' },
  from: { type: 'string' },
  history: { type: 'string' },
  'no-retry': { type: 'boolean' },
  past: { type: 'string' },
  'per-address': { type: 'string' },
  fingerprint: { type: 'string' },
  identity: { type: 'string' },
  'known-hosts': { type: 'string' },
  'password-file': { type: 'string' },
  'trust-first-use': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the command line.
 * @param args what follows the script: the mode first
 * @param userName tells the system's user name; asked only for who gives no `--name`
 */
export function parseArguments(args: readonly string[], userName: () => string): ParsedArguments {
  const [mode, ...rest] = args
  if (mode === undefined || mode === '--help' || mode === '-h') return { kind: 'help' }
  if (mode !== 'host' && mode !== 'join') return wrong(`There is no command “${mode}”.`)
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(joined(rest))
  } catch (error) {
    return wrong((error as Error).message.split('. ')[0] ?? '')
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help' }
  const misplaced = BELONGS[mode].find((option) => values[option] !== undefined)
  if (misplaced) return wrong(`--${misplaced} belongs to ${mode === 'host' ? 'join' : 'host'}.`)
  const { fingerprint } = values
  if (fingerprint !== undefined && !isFingerprint(fingerprint)) {
    return wrong('--fingerprint takes the 43 characters that the host printed.')
  }
  const print = printed(values.from, values.history)
  if (typeof print === 'string') return wrong(print)
  const past = pastOf(values.past)
  if (past === undefined) return wrong('--past takes all, none or a whole number of messages.')
  const perAddress = perAddressOf(values['per-address'])
  if (perAddress === undefined)
    return wrong(`--per-address takes all or a whole number from 1 to ${ROOM_MEMBERS}.`)
  const name = values.name ?? userName()
  const request = {
    name,
    fingerprint,
    json: values.json ?? false,
    approving: values.approve ?? false,
    past,
    perAddress,
    print,
    data: values.data,
    reconnect: values['no-retry'] !== true,
    trustFirstUse: values['trust-first-use'] ?? false,
    files: {
      password: values['password-file'],
      knownHosts: values['known-hosts'],
      identity: values.identity,
    },
  }
  if (mode === 'join') {
    const [address, ...more] = positionals
    if (address === undefined) return wrong('Which room? Write its link or address after join.')
    if (more.length > 0) return wrong(`One address is enough; “${more[0]}” is one too many.`)
    return { kind: 'request', request: { ...request, mode, address, port: undefined, room: '' } }
  }
  if (positionals.length > 0) return wrong(`host takes options only; “${positionals[0]}” is none.`)
  if (
    values.port !== undefined &&
    !(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65535)
  ) {
    return wrong('--port takes a whole number from 0 to 65535.')
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  const room = values.room ?? roomNameOf(name)
  const address = values.address ?? ''
  return { kind: 'request', request: { ...request, mode, address, port, room } }
}

/** Options of the other mode. */
const BELONGS = {
  host: ['fingerprint', 'known-hosts', 'no-retry', 'trust-first-use'],
  join: ['address', 'approve', 'past', 'per-address', 'port', 'room'],
} as const

/** What to print of the past, or what is wrong with what was asked. */
function printed(from?: string, last?: string): TerminalRequest['print'] | string {
  if (from !== undefined && last !== undefined) return 'Use --from or --history, not both.'
  if (from !== undefined) {
    return NUMBER.test(from) ? { from: Number(from) } : '--from takes the number of a message.'
  }
  if (last === undefined) return undefined
  return NUMBER.test(last) ? { last: Number(last) } : '--history takes a number of messages.'
}

const NUMBER = /^\d{1,15}$/

function pastOf(typed = 'all'): Past | undefined {
  if (typed === 'all' || typed === 'none') return typed
  const number = /^\d{1,7}$/.test(typed) ? Number(typed) : 0
  return pastSchema.safeParse(number).data
}

function perAddressOf(typed?: string): PerAddress | undefined {
  if (typed === undefined) return null
  const value = /^\d{1,7}$/.test(typed) ? Number(typed) : typed
  return perAddressSchema.safeParse(value).data
}

/** One key in 64 begins with a dash, which would look like the next option. */
function joined(args: readonly string[]): string[] {
  const at = args.indexOf('--fingerprint')
  const key = args[at + 1]
  if (at === -1 || key === undefined || !isFingerprint(key)) return [...args]
  return [...args.slice(0, at), `--fingerprint=${key}`, ...args.slice(at + 2)]
}

function parse(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true, strict: true })
}

function wrong(text: string): ParsedArguments {
  return { kind: 'wrong', text: `${text} (--help shows how.)` }
}
