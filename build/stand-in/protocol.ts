/** `protocol`: privileges before ready, handlers after, as Electron demands. */
import type { CustomScheme, Protocol } from 'electron'
import { standIn } from './app.ts'
import type { Served } from './messages.ts'

type Handler = (request: Request) => Response | Promise<Response>

const privileged = new Set<string>()
const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
    if (standIn.isReady()) throw new Error('Schemes are registered before the app is ready.')
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard === true && privileges.secure === true) privileged.add(scheme)
    }
  },
  handle: (scheme: string, handler: Handler) => {
    if (!standIn.isReady()) throw new Error('protocol.handle needs the app to be ready.')
    if (!privileged.has(scheme)) {
      throw new Error(`The stand-in serves only standard and secure schemes, not ${scheme}.`)
    }
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>

/** Schemes that have a handler. */
export const servedSchemes = (): string[] => [...handlers.keys()]

/** Asks the handler of an address's scheme for its file. */
export async function serve(url: string, method: string): Promise<Served> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) throw new Error(`Nobody handles ${url}`)
  // A Request takes no body with GET; and Node's takes any scheme, as Electron's does.
  const response = await handler(new Request(url, { method }))
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
