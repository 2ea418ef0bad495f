/**
 * A process that owns a window of the stand-in shell: prints the process ids of its app and of
 * its Chromium once the page is there, and waits to be killed.
 */
import { globSync, readFileSync } from 'node:fs'
import { MAIN } from '../../build/built.ts'
import { launchStandIn } from './stand-in-app.ts'

/** Direct children of a process. */
function childrenOf(pid: number): number[] {
  return globSync('/proc/[0-9]*/stat')
    .map((path) => {
      try {
        return readFileSync(path, 'utf8')
      } catch {
        return '' // It ended between the listing and the look.
      }
    })
    .filter((stat) => stat.split(') ').at(-1)?.split(' ')[1] === String(pid))
    .map((stat) => Number.parseInt(stat, 10))
}

await launchStandIn({
  main: MAIN,
  args: ['--data-dir', process.argv[2] ?? ''],
  size: { width: 800, height: 600 },
  colorScheme: 'light',
  asItIs: false,
  saves: process.argv[2] ?? '',
})
console.log(JSON.stringify(childrenOf(process.pid)))
