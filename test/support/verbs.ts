/** Calls a verb from inside the page, past the user interface. */
import type { Page } from 'playwright-core'
import type { Envelope, Response, Verb } from '../../shared/ipc.ts'

/** The envelope that the main process answers with. Takes any request, a wrong one too. */
export async function callVerb<V extends Verb>(
  page: Page,
  verb: V,
  request?: unknown,
): Promise<Envelope<Response<V>>> {
  return (await page.evaluate(
    ([name, argument]) => {
      const api = (window as unknown as { tincan: Record<string, (r: unknown) => unknown> }).tincan
      return api[name]?.(argument)
    },
    [verb, request] as const,
  )) as Envelope<Response<V>>
}
