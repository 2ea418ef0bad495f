import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InstanceLock } from '../../../build/stand-in/instance-lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ARGV = ['node', 'tincan', '--profile', 'bob']
const knocks = () => readdirSync(folder).filter((name) => name.startsWith('knock'))

/** A process that has ended. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid

test('the stand-in’s lock: the second starter knocks, and the owner hears its command line', async () => {
  const heard = Promise.withResolvers<string[]>()
  const first = new InstanceLock(folder)
  expect(first.take((argv) => heard.resolve(argv))).toBe(true)
  expect(new InstanceLock(folder).take(() => {})).toBe(false)
  expect(await heard.promise).toEqual(process.argv)
  expect(knocks()).toEqual([])
  first.release()
  const next = new InstanceLock(folder)
  expect(next.take(() => {})).toBe(true)
  next.release()
})

test('who knocks before the owner listens is heard as well', () => {
  writeFileSync(join(folder, `knock-${process.pid}-7.json`), JSON.stringify([ARGV, '/home']))
  const heard: [string[], string][] = []
  const lock = new InstanceLock(folder)
  expect(lock.take((...knock) => heard.push(knock))).toBe(true)
  expect(heard).toEqual([[ARGV, '/home']])
  lock.release()
})

test('the lock of an owner that was killed is taken over, and who knocked at it is not heard', () => {
  const owner = gone()
  symlinkSync(String(owner), join(folder, 'SingletonLock'))
  writeFileSync(join(folder, `knock-${owner}-7.json`), JSON.stringify([ARGV, '/home']))
  const heard: unknown[] = []
  const lock = new InstanceLock(folder)
  expect(lock.take((argv) => heard.push(argv))).toBe(true)
  expect(heard).toEqual([])
  lock.release()
})

test('where no lock can be made, it is as if somebody had it', () => {
  expect(new InstanceLock(join(folder, 'gone')).take(() => {})).toBe(false)
})
