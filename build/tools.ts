/** Small things that the scripts share: paths, programs on the PATH, the package manager. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '..')

export const isRoot = (): boolean => process.getuid?.() === 0

/** The first of `paths` that can be run. */
export function firstExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The first of `names` that the PATH has. */
export function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  return firstExisting(
    names.flatMap((name) =>
      folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`))),
    ),
  )
}

/** Installs Debian packages where that may be done: as root, with apt-get. False where not. */
export function installPackages(packages: readonly string[]): boolean {
  const apt = onPath(['apt-get'])
  if (!isRoot() || apt === undefined) return false
  console.log(`Installing ${packages.join(', ')} with apt-get …`)
  const run = (...args: string[]) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { status, stderr } = spawnSync(apt, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    if (status !== 0) console.error(`apt-get ${args[0]} failed: ${stderr}`)
    return status === 0
  }
  return run('update') && run('install', '-y', '--no-install-recommends', ...packages)
}

/** Runs a script of a package with this Node; its exit code. */
export function runNode(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): number {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return status ?? 1
}

/** Ends a script with the one sentence that its user needs, and no stack. */
export function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
