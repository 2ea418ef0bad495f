/** What a loop of the faults answers, and the one table of them all. */
import type { Verdict } from './verdict.ts'

export interface LoopOptions {
  /** For everything that chance decides; the same seed plays the same loop, as far as a machine can. */
  readonly seed: number
  /** How much of it: CI's measure or the promise's. */
  readonly length: 'short' | 'full'
  /** Minutes, for what is measured in them; left out: as long as its length says. */
  readonly minutes?: number
  /** A line on how far it is. */
  tell(line: string): void
}

export interface Outcome {
  readonly name: string
  /** What was done to them, counted. */
  readonly done: string
  readonly verdict: Verdict
  /** Milliseconds until everybody was back, each time. */
  readonly returns: readonly number[]
  readonly seconds: number
  /** More figures, a line each. */
  readonly notes: readonly string[]
}

export type Loop = (options: LoopOptions) => Promise<Outcome>

/** Whether the promise was kept. */
export function allIsWell({ verdict }: Outcome): boolean {
  return verdict.lost === 0 && verdict.doubled === 0 && verdict.faults.length === 0
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const HEAD = ['', 'what was done', 'said', 'acknowledged', 'in the log', 'lost', 'doubled']
const TAIL = ['back, median', 'slowest', 'took']

/** Lines of a table, with what was wrong and what else there is to tell below it. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [[...HEAD, ...TAIL], ...outcomes.map(rowOf)]
  const widths = HEAD.concat(TAIL).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const more = outcomes.flatMap(({ name, notes, verdict }) => [
    ...notes.map((note) => `${name}: ${note}`),
    ...verdict.faults.slice(0, MOST_FAULTS).map((fault) => `${name}: FAULT: ${fault}`),
  ])
  return [...lines, ...more].join('\n')
}

/** Of a loop's faults, as many as help to find the first. */
const MOST_FAULTS = 20

function rowOf({ name, done, verdict, returns, seconds }: Outcome): string[] {
  const { said, acknowledged, inLog, lost, doubled } = verdict
  const back =
    returns.length === 0 ? ['', ''] : [median(returns), Math.max(...returns)].map(inWords)
  const counts = [said, acknowledged, inLog, lost, doubled].map(String)
  return [name, done, ...counts, ...back, inWords(seconds * 1000)]
}

const inWords = (ms: number) =>
  ms < 1000
    ? `${Math.round(ms)} ms`
    : ms < 100_000
      ? `${(ms / 1000).toFixed(1)} s`
      : `${(ms / 60_000).toFixed(1)} min`
