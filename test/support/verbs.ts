/** Calls a verb from inside the page, past the user interface. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Page } from 'playwright-core'
import type { Envelope, Verb, VerbResponse } from '../../shared/contract/ipc.ts'

/** The envelope that the main process answers with. Takes any request, a wrong one too. */
export async function callVerb<V extends Verb>(
  page: Page,
  verb: V,
  request?: unknown,
): Promise<Envelope<VerbResponse<V>>> {
  return (await page.evaluate(
    ([name, argument]) => {
      const api = (window as unknown as { tincan: Record<string, (r: unknown) => unknown> }).tincan
      return api[name]?.(argument)
    },
    [verb, request] as const,
  )) as Envelope<VerbResponse<V>>
}

/** A port that was free a moment ago. A window's Host takes no 0, so a spec must name one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
