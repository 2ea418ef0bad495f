/**
 * The package: what is in it, what is not, and that the app in it works. Packed into a stub of
 * Electron, as only the contents are looked at; they are then run in the stand-in shell.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import { beforeAll, expect, test } from 'vitest'
import { FUSES_MARK } from '../../build/electron-binary.ts'
import { ROOT } from '../../build/tools.ts'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { inviteOf } from '../support/people.ts'
import { runToEnd } from '../support/run-to-end.ts'
import { callVerb, freePort } from '../support/verbs.ts'

const run = promisify(execFile)
let packed = ''
let asar = ''

beforeAll(async () => {
  packed = temporaryFolder()
  await run(process.execPath, [join(ROOT, 'build/pack.ts'), '--stub', `--output=${packed}`], {
    cwd: ROOT,
  })
  asar = join(packed, 'linux-unpacked', 'resources', 'app.asar')
}, 120_000)

test('the package holds the three built parts and package.json, and nothing else', () => {
  const files = listPackage(asar, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
  const strangers = files.filter(
    (path) => !/^\/(package\.json|out|out\/(main|preload|renderer)(\/.+)?)$/.test(path),
  )
  expect(strangers).toEqual([])
  expect(files).toEqual(
    expect.arrayContaining([
      '/package.json',
      '/out/main/main.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
    ]),
  )
  expect(files.filter((path) => /\.(tsx?|map)$|node_modules|\.test\./.test(path))).toEqual([])
})

test('its package.json starts the built main script and drags no dependency along', () => {
  const folder = temporaryFolder()
  extractAll(asar, folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  expect(manifest).toMatchObject({ main: 'out/main/main.js', type: 'module' })
  expect(manifest.devDependencies).toBeUndefined()
})

test('a release has its fuses set: nothing of Node from outside, and no key store for cookies', async () => {
  const folder = temporaryFolder()
  const pack = [join(ROOT, 'build/pack.ts'), '--stub', '--release', `--output=${folder}`]
  await run(process.execPath, pack, { cwd: ROOT })
  const binary = readFileSync(join(folder, 'linux-unpacked', 'tincan'))
  const at = binary.indexOf(FUSES_MARK) + FUSES_MARK.length
  const states = [...binary.subarray(at + 2).toString()].map((state) => state === '1')
  // In the order of Electron's documentation of its fuses.
  const [runAsNode, cookieEncryption, nodeOptions, inspect, integrity, onlyAsar, , fileRights] =
    states
  expect({
    runAsNode,
    cookieEncryption,
    nodeOptions,
    inspect,
    integrity,
    onlyAsar,
    fileRights,
  }).toEqual({
    runAsNode: false,
    cookieEncryption: false,
    nodeOptions: false,
    inspect: false,
    integrity: true,
    onlyAsar: true,
    fileRights: false,
  })
})

test('on macOS the package asks for the local network, and for no App Nap', () => {
  // Only a Mac can pack for one: what its Info.plist gets is read where it is told.
  const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')
  const [, mac = ''] = /^mac:\n((?: .*\n)+)/m.exec(config) ?? []
  const [, info = ''] = /^ {2}extendInfo:\n((?: {4}.*\n)+)/m.exec(mac) ?? []
  const keys = [...info.matchAll(/^ {4}(\w+): (\S)/gm)].map(([, key, value]) => [key, value])
  expect(keys).toEqual([
    ['LSAppNapIsDisabled', 't'],
    ['NSLocalNetworkUsageDescription', 'T'],
  ])
})

test('the app from the package hosts, another joins, and they talk', async () => {
  const folder = temporaryFolder()
  extractAll(asar, folder)
  const main = join(folder, 'out', 'main', 'main.js')
  expect(await runToEnd(['--self-test'], { main })).toMatchObject({ code: 0 })
  const ann = await launchApp({ main })
  const bob = await launchApp({ main })
  const port = await freePort()
  const hosted = await callVerb(ann.page, 'host', {
    ip: '127.0.0.1',
    port,
    room: 'Lab',
    name: 'Ann',
    password: 'five good words here now',
    approving: false,
    past: 'all',
  })
  if (!hosted.ok) throw new Error(hosted.error.message)
  const joined = await callVerb(bob.page, 'join', {
    attemptId: 'a1',
    address: await inviteOf(ann.page),
    name: 'Bob',
  })
  if (!joined.ok) throw new Error(joined.error.message)
  await callVerb(bob.page, 'say', {
    roomId: joined.value.roomId,
    cid: crypto.randomUUID(),
    text: 'Hello from the package',
  })
  for (const app of [ann, bob]) {
    await app.page.getByText('Hello from the package').first().waitFor()
  }
  expect(await bob.close()).toBe(0)
  expect(await ann.close()).toBe(0)
})
