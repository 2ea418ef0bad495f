/**
 * What the command line asks for. Pure: the shell acts on the answer. Electron and Chromium put
 * switches of their own on the same line, so what is not known here is left alone.
 */
import { basename, dirname, join, resolve } from 'node:path'

export interface LaunchOptions {
  /** `--profile NAME`: another person on the same machine. Empty when not given. */
  readonly profile: string
  /** `--data-dir FOLDER`: keeps everything there. Null when not given. */
  readonly dataDir: string | null
  /** `--self-test`: checks what this build can do, prints it, and ends. */
  readonly selfTest: boolean
}

export type Launch =
  | { readonly ok: true; readonly options: LaunchOptions }
  | { readonly ok: false; readonly fault: string }

/** A profile's name becomes part of a folder's name on every system. */
const PROFILE = /^[A-Za-z0-9_-]{1,32}$/

/**
 * Reads `--profile NAME`, `--data-dir FOLDER` (or with `=`) and `--self-test` from a command line.
 */
export function parseLaunch(argv: readonly string[]): Launch {
  const profile = switchValue(argv, '--profile')
  if (profile !== undefined && !PROFILE.test(profile ?? '')) {
    return {
      ok: false,
      fault: `--profile takes a name of 1 to 32 letters, digits, - or _, not “${profile ?? ''}”.`,
    }
  }
  const dataDir = switchValue(argv, '--data-dir')
  if (dataDir === null || dataDir === '') {
    return { ok: false, fault: '--data-dir takes the path of a folder.' }
  }
  const selfTest = argv.includes('--self-test')
  return { ok: true, options: { profile: profile ?? '', dataDir: dataDir ?? null, selfTest } }
}

/** The value of a switch, null when it has none, undefined when the switch is absent. */
function switchValue(argv: readonly string[], name: string): string | null | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1)
    if (argument !== name) continue
    const next = argv[index + 1]
    return next === undefined || next.startsWith('--') ? null : next
  }
  return undefined
}

/**
 * The folder where this instance keeps its data: the one asked for, or the usual one, or, for a
 * profile, one beside the usual one.
 */
export function dataFolder(
  usual: string,
  { profile, dataDir }: Pick<LaunchOptions, 'profile' | 'dataDir'>,
): string {
  if (dataDir !== null) return resolve(dataDir)
  return profile === '' ? usual : join(dirname(usual), `${basename(usual)}-${profile}`)
}
