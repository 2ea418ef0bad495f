/**
 * `npm run bench [-- --json] [--seconds N]`: what a host does in a second, beside a bare relay over
 * TLS and a plain broadcast of `ws`, in one run: a table with ratios, then the same as JSON (or JSON
 * alone). The host commits to a disk before anybody hears of anything. Nothing is asserted: figures
 * are for reading, and for comparing two commits on one machine.
 */
import { once } from 'node:events'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Job, Report, Wire, Work } from './crowd.ts'
import { nodeOn, PINNED, Server } from './server.ts'

const WIRES: readonly Wire[] = ['tincan', 'relay', 'ws']
/** Of one processor: from there on the members are what is measured. */
const GENERATOR_LIMIT = 0.9
const KIB_A_MIB = 1024

/** What one piece of work shows of a server. */
interface Shown {
  readonly report: Report
  /** KiB of memory before anybody came, at the end, and the most there was. */
  readonly memory: { readonly before: number; readonly now: number; readonly most: number }
}

interface Figure {
  readonly what: string
  readonly unit: string
  readonly digits: number
  readonly of: (shown: Shown) => number
}

interface Workload {
  readonly members: number
  readonly work: Work
  readonly deaf?: boolean
  readonly figures: readonly Figure[]
}

const deliveries = (what: string): Figure => ({
  ...{ what: `${what}, deliveries`, unit: '/s', digits: 0 },
  of: ({ report }) => report.deliveries ?? 0,
})

function workloads(seconds: number): Workload[] {
  const fan = (members: number): Workload => ({
    members,
    work: { does: 'fan', window: 1024, seconds },
    figures: [deliveries(`1 speaks to ${members}`)],
  })
  const pace = (rate: number, members: number): Workload => ({
    members,
    work: { does: 'pace', rate, seconds: 2 * seconds },
    figures: (['p50', 'p99'] as const).map((name) => ({
      ...{ what: `${rate} a second to ${members}, ${name}`, unit: 'ms', digits: 1 },
      of: ({ report }) => report[name] ?? 0,
    })),
  })
  const joining = (members: number): Workload => ({
    members,
    work: { does: 'join', atOnce: 32 },
    figures: [
      {
        ...{ what: `${members} join`, unit: 's', digits: 2 },
        of: ({ report }) => (report.joined ?? 0) / 1000,
      },
      {
        ...{ what: `memory a member, of ${members}`, unit: 'KiB', digits: 0 },
        of: ({ memory }) => (memory.now - memory.before) / members,
      },
    ],
  })
  return [
    fan(8),
    fan(32),
    fan(128),
    {
      members: 32,
      work: { does: 'all', window: 16, seconds },
      figures: [deliveries('32 all speak')],
    },
    pace(50, 8),
    pace(20, 250),
    joining(100),
    joining(999),
    {
      members: 8,
      work: { does: 'fan', window: 1024, seconds: 2 * seconds },
      deaf: true,
      figures: [
        {
          ...{ what: 'one of 8 never reads, most memory', unit: 'MiB', digits: 0 },
          of: ({ memory }) => memory.most / KIB_A_MIB,
        },
      ],
    },
  ]
}

/** One piece of work at a server of its own. */
async function measure(wire: Wire, { members, work, deaf = false }: Workload): Promise<Shown> {
  await using server = await Server.start(wire)
  const before = server.memory
  const job: Job = { wire, port: server.port, members, work, deaf }
  const crowd = nodeOn(1, [join(import.meta.dirname, 'crowd.ts'), JSON.stringify(job)])
  const ended = once(crowd, 'exit')
  if (crowd.stdout === null) throw new Error('members have an output')
  let shown: Shown | undefined
  for await (const line of createInterface({ input: crowd.stdout })) {
    const { now, most } = server.memory
    shown ??= { report: JSON.parse(line) as Report, memory: { before: before.now, now, most } }
    crowd.stdin?.end()
  }
  await ended
  if (shown === undefined) throw new Error(`nothing was measured at ${wire}`)
  return shown
}

interface Row {
  readonly what: string
  readonly unit: string
  readonly values: Partial<Record<Wire, number>>
  /** Of ours to the relay's. */
  readonly ratio: number
  /** Servers that were not at their limit, because the members were. */
  readonly limited: readonly Wire[]
  /** Holes, and texts that came twice or in another order. */
  readonly faults: number
}

async function rowsOf(workload: Workload): Promise<Row[]> {
  const all: (readonly [Wire, Shown])[] = []
  for (const wire of WIRES) all.push([wire, await measure(wire, workload)])
  return workload.figures.map(({ what, unit, digits, of }) => {
    const rounded = (value: number) => Number(value.toFixed(digits))
    const values: Row['values'] = Object.fromEntries(
      all.map(([wire, shown]) => [wire, rounded(of(shown))]),
    )
    const { tincan = 0, relay = 0 } = values
    const limited = all.filter(([, { report }]) => report.cpu > GENERATOR_LIMIT)
    return {
      ...{ what, unit, values, ratio: Number((tincan / relay).toFixed(3)) },
      limited: limited.map(([wire]) => wire),
      faults: all.reduce((sum, [, { report }]) => sum + report.faults, 0),
    }
  })
}

function print({ what, unit, values, ratio, limited, faults }: Row): void {
  const columns = WIRES.map((wire) => {
    const figure = `${limited.includes(wire) ? '≥ ' : ''}${values[wire]?.toLocaleString('en') ?? '–'}`
    return figure.padStart(14)
  })
  const wrong = faults === 0 ? '' : `  ${faults} faults`
  console.log(
    `${what.padEnd(36)}${unit.padStart(4)}${columns.join('')}${`× ${ratio}`.padStart(10)}${wrong}`,
  )
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '5' } },
})
const machine = `${cpus()[0]?.model ?? '?'}, ${availableParallelism()} processors, Node ${process.versions.node}`
if (!options.json) {
  console.log(machine)
  console.log(PINNED ? 'Servers on one processor, members on another.' : 'Processors are shared.')
  console.log('≥: the members were the limit, and the server would have done more.')
  console.log(
    `${''.padEnd(40)}${['Tincan', 'bare relay', 'ws'].map((one) => one.padStart(14)).join('')}${'to relay'.padStart(10)}`,
  )
}
const rows: Row[] = []
for (const workload of workloads(Number(options.seconds))) {
  const more = await rowsOf(workload)
  if (!options.json) more.forEach(print)
  rows.push(...more)
}
console.log(JSON.stringify({ machine, pinned: PINNED, rows }))
