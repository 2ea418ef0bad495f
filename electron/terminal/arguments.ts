/**
 * The terminal's words: what `host` and `join` were asked for. Pure.
 */
import { parseArgs } from 'node:util'

export interface TerminalRequest {
  readonly verb: 'host' | 'join'
  readonly json: boolean
  readonly name: string
  /** host: the IP to listen on, '' for all; join: the address to call. */
  readonly address: string
  /** host only; undefined: the default port, or the next free one. */
  readonly port: number | undefined
  /** host only. */
  readonly room: string
}

export type ParsedArguments =
  | { readonly kind: 'request'; readonly request: TerminalRequest }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly text: string }

export const HELP = `Tincan on a terminal

  npm run --silent host -- [--address IP] [--port PORT] [--room ROOM] [--name NAME] [--json]
  npm run --silent join -- ADDRESS [--name NAME] [--json]

Each line typed is sent; /quit or the end of input leaves. --port 0 takes any free port.
With --json, commands come in and events go out as one JSON object a line; see the README.
Exit codes: 0 left, 1 internal error, 2 wrong arguments, 3 nobody reached, 4 refused by the
room, 5 room closed by its host, 6 connection lost, 7 cannot host there.
`

const options = {
  address: { type: 'string' },
  port: { type: 'string' },
  room: { type: 'string' },
  name: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the command line.
 * @param args what follows the script: the verb first
 * @param userName the system's user name, for those who give no `--name`
 */
export function parseArguments(args: readonly string[], userName: string): ParsedArguments {
  const [verb, ...rest] = args
  if (verb === undefined || verb === '--help' || verb === '-h') return { kind: 'help' }
  if (verb !== 'host' && verb !== 'join') return wrong(`There is no command “${verb}”.`)
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(rest)
  } catch (error) {
    return wrong((error as Error).message.split('. ')[0] ?? '')
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help' }
  const name = values.name ?? userName
  const json = values.json ?? false
  if (verb === 'join') {
    const [address, ...more] = positionals
    if (address === undefined) return wrong('Which room? Write its address after join.')
    if (more.length > 0) return wrong(`One address is enough; “${more[0]}” is one too many.`)
    const misplaced = (['address', 'port', 'room'] as const).find(
      (option) => values[option] !== undefined,
    )
    if (misplaced)
      return wrong(
        `--${misplaced} belongs to host. join takes one address, like 192.168.1.5:62260.`,
      )
    return { kind: 'request', request: { verb, json, name, address, port: undefined, room: '' } }
  }
  if (positionals.length > 0) return wrong(`host takes options only; “${positionals[0]}” is none.`)
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) {
    return wrong('--port takes a whole number from 0 to 65535.')
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  const room = values.room ?? `${name}’s room`
  return {
    kind: 'request',
    request: { verb, json, name, address: values.address ?? '', port, room },
  }
}

function parse(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true, strict: true })
}

function wrong(text: string): ParsedArguments {
  return { kind: 'wrong', text: `${text} (--help shows how.)` }
}
