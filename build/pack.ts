/**
 * `npm run pack [-- --release | --stub]`: electron-builder's unpacked folder of this system, in
 * `dist/`. Takes the Electron in node_modules; TINCAN_ELECTRON_DIST names another folder, and
 * `--stub` takes an empty shell of one, to see what goes into the package.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ensureBuilt } from './built.ts'
import { FUSES_MARK, getElectron } from './electron-binary.ts'
import { fail, runNode } from './tools.ts'

const NO_ELECTRON =
  'The Electron binary is not on this machine and cannot be downloaded, so there is nothing to pack Tincan into: set TINCAN_ELECTRON_DIST to an unpacked Electron, or pass --stub to see what a package would hold.'

/** What electron-builder looks for in an Electron for Linux. */
const STUB = ['electron', 'LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']

/** Each fuse the other way round than a release has it, so that a test sees it being set. */
const STUB_FUSES = '11110001'

async function pack(args: readonly string[]): Promise<number> {
  ensureBuilt()
  const stub = args.includes('--stub')
  const config = args.includes('--release') ? 'build/release.yml' : 'electron-builder.yml'
  const output = args.find((argument) => argument.startsWith('--output='))
  const dist = stub ? makeStub() : await electronDist()
  try {
    return runNode('node_modules/electron-builder/cli.js', [
      ...(stub ? ['--linux', 'dir'] : ['--dir']),
      '--publish=never',
      `--config=${config}`,
      `-c.electronDist=${dist}`,
      ...(output === undefined
        ? []
        : [`-c.directories.output=${output.slice('--output='.length)}`]),
    ])
  } finally {
    if (stub) rmSync(dist, { recursive: true, force: true })
  }
}

async function electronDist(): Promise<string> {
  const named = process.env.TINCAN_ELECTRON_DIST
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`TINCAN_ELECTRON_DIST names no folder: ${named}`)
    return named
  }
  const found = await getElectron()
  if (found === undefined) throw new Error(NO_ELECTRON)
  return found.folder
}

function makeStub(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tincan-stub-'))
  for (const name of STUB) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), '')
  }
  writeFileSync(join(folder, 'electron'), stubBinary())
  chmodSync(join(folder, 'electron'), 0o755)
  return folder
}

/** A script that says what it is, with the mark behind it where Electron has its fuses. */
function stubBinary(): Buffer {
  const script = '#!/bin/sh\necho "This is not Electron." >&2\nexit 1\n'
  const fuses = Buffer.from([1, STUB_FUSES.length, ...Buffer.from(STUB_FUSES)])
  return Buffer.concat([Buffer.from(script + FUSES_MARK), fuses])
}

pack(process.argv.slice(2)).then((code) => process.exit(code), fail)
