/**
 * Tells the log file of what could not be drawn, each thing once: names and places in the code, and
 * never an error's own words, which can have in them what somebody has said.
 */
import type { TincanApi } from '../../shared/contract/ipc.ts'
import { FAULT_CHARS, ID_CHARS } from '../../shared/domain/limits.ts'

/** The part of what React knows of an error that is told. */
export interface FaultInfo {
  readonly componentStack?: string | undefined
  /** The boundary that has caught it. */
  readonly errorBoundary?: { readonly props: object } | null | undefined
}

/** For React's root, which hears of every error while drawing. */
export function faultTeller(api: Pick<TincanApi, 'tellFault'>) {
  const told = new Set<string>()
  return (error: unknown, { componentStack = '', errorBoundary }: FaultInfo): void => {
    const { what = 'window' } = (errorBoundary?.props ?? {}) as { readonly what?: string }
    const trace = `${framesOf(error)}\n${componentStack}`.slice(0, FAULT_CHARS)
    const name = error instanceof Error ? error.name.slice(0, ID_CHARS) : typeof error
    const key = `${what} ${name} ${trace}`
    if (told.has(key)) return
    told.add(key)
    // Nothing is left to tell when not even this can be told.
    void api.tellFault({ where: what, error: name, trace }).catch(() => {})
  }
}

/** The calls that led to an error; its own words stand before them. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { stack = '' } = error
  const words = String(error)
  return stack.startsWith(words) ? stack.slice(words.length).trimStart() : ''
}
