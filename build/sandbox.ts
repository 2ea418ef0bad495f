/**
 * Whether Chromium and Electron can have their sandbox, when they are started from source. They
 * refuse it to root; and in a container it may be that nobody can make the namespaces that it is
 * made of. Only there it is left out. Outside a container Electron itself reports a missing
 * sandbox. The installed app never goes without.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isRoot } from './tools.ts'

export interface SandboxFacts {
  readonly platform: NodeJS.Platform
  readonly root: boolean
  readonly container: () => boolean
  /** An ordinary user can make a user namespace and be somebody in it. */
  readonly namespaces: () => boolean
}

const here: SandboxFacts = {
  platform: process.platform,
  root: isRoot(),
  container: () =>
    ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path)) ||
    process.env.container !== undefined ||
    process.env.KUBERNETES_SERVICE_HOST !== undefined,
  namespaces: () =>
    spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0,
}

export function hasSandbox({ platform, root, container, namespaces }: SandboxFacts): boolean {
  if (platform !== 'linux') return true
  return !root && (!container() || namespaces())
}

let known: boolean | undefined

/** Whether there is one here. */
export function sandboxed(): boolean {
  known ??= hasSandbox(here)
  return known
}

/** What Electron is told. */
export const sandboxSwitches = (): string[] => (sandboxed() ? [] : ['--no-sandbox'])
