/**
 * `npm run soak [-- --minutes N] [--members N] [--rate N]`: a room for a long time, with a table of
 * what its processes hold. Exits with 1 when something grew or a message was lost.
 */
import { parseArgs } from 'node:util'
import { type Look, SIDES, soak } from './soak-run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    members: { type: 'string', default: '50' },
    rate: { type: 'string', default: '5' },
  },
})

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
const row = (...cells: (string | number)[]) =>
  console.log(cells.map((cell) => String(cell).padStart(9)).join(''))

row('', ...SIDES.flatMap((side) => [side, '', '', '']))
row('seconds', ...SIDES.flatMap(() => ['rss MB', 'heap MB', 'handles', 'timers']))
const see = (look: Look) =>
  row(
    look.seconds.toFixed(0),
    ...SIDES.flatMap((side) => {
      const { rss, heap, handles, timers } = look[side]
      return [megabytes(rss), megabytes(heap), handles, timers]
    }),
  )

const [minutes, members, rate] = [values.minutes, values.members, values.rate].map(Number)
const { verdict, growth } = await soak({
  minutes: minutes ?? 10,
  members: members ?? 50,
  rate: rate ?? 5,
  see,
})
const kilobytes = (bytes: number) =>
  `${bytes < 0 ? '' : '+'}${(bytes / 1024).toFixed(0)} KB a minute`
for (const { what, slope, overCycle } of growth) {
  const clean = overCycle === null ? 'the run is too short to tell' : kilobytes(overCycle)
  console.log(`${what}: slope ${kilobytes(slope)}; without what fills and is cut again: ${clean}`)
}
const { said, acknowledged, inLog, lost, doubled, faults } = verdict
console.log(
  `${said} said, ${acknowledged} acknowledged, ${inLog} in the log, ${lost} lost, ${doubled} doubled`,
)
for (const fault of faults) console.log(`FAULT: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
