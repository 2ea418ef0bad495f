/** The way out: who is asked, what waits, and that each step happens once. */
import { describe, expect, test } from 'vitest'
import { Quitting } from '../../../electron/desktop/quitting.ts'

/** @param fault what saying that it leaves fails with */
function setup(rooms: number, fault?: Error) {
  const steps: string[] = []
  const question = Promise.withResolvers<boolean>()
  const closing = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<number>()
  const quitting = new Quitting({
    hostedRooms: () => rooms,
    ask: (count) => {
      steps.push(`ask ${count}`)
      return question.promise
    },
    leaving: () => {
      steps.push('leaving')
      if (fault !== undefined) throw fault
    },
    closeApp: () => {
      steps.push('close app')
      return closing.promise
    },
    quit: () => void steps.push('quit'),
    relaunch: () => void steps.push('relaunch'),
    exit: (code) => {
      steps.push(`exit ${code}`)
      exited.resolve(code)
    },
    failed: (error) => void steps.push(`failed ${error}`),
  })
  return { closing, exited, question, quitting, steps }
}

/** Lets what was resolved take its course. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a window that closes', () => {
  test('closes at once when no room is hosted here, and that is said', () => {
    const { quitting, steps } = setup(0)
    expect(quitting.holdWindow()).toBe(false)
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual(['leaving'])
    expect(quitting.leaving).toBe(true)
  })

  test('stays while the person is asked once, and for good after a no', async () => {
    const { question, quitting, steps } = setup(2)
    expect(quitting.holdWindow()).toBe(true)
    expect(quitting.holdWindow()).toBe(true)
    question.resolve(false)
    await settle()
    expect(steps).toEqual(['ask 2'])
    expect(quitting.leaving).toBe(false)
    expect(quitting.holdWindow()).toBe(true)
    expect(steps).toEqual(['ask 2', 'ask 2'])
  })

  test('closes after a yes, which is said before it closes', async () => {
    const { question, quitting, steps } = setup(1)
    quitting.holdWindow()
    question.resolve(true)
    await settle()
    expect(steps).toEqual(['ask 1', 'leaving', 'quit'])
    expect(quitting.holdWindow()).toBe(false)
  })

  test('stays when the question itself fails, and the failure is told', async () => {
    const { question, quitting, steps } = setup(1)
    quitting.holdWindow()
    question.reject(new Error('no dialog'))
    await settle()
    expect(steps).toEqual(['ask 1', 'failed Error: no dialog'])
  })
})

describe('the quit', () => {
  test('waits for the goodbyes, however often it is asked for', async () => {
    const { closing, exited, quitting, steps } = setup(1)
    expect(quitting.holdQuit()).toBe(true)
    expect(quitting.holdQuit()).toBe(true)
    quitting.quitNow()
    expect(steps).toEqual(['leaving', 'close app'])
    closing.resolve()
    expect(await exited.promise).toBe(0)
    expect(steps).toEqual(['leaving', 'close app', 'exit 0'])
  })

  test('ends with a code that says so when the goodbyes fail', async () => {
    const { closing, exited, quitting, steps } = setup(0)
    quitting.holdQuit()
    closing.reject(new Error('disk'))
    expect(await exited.promise).toBe(1)
    expect(steps).toEqual(['leaving', 'close app', 'failed Error: disk', 'exit 1'])
  })

  test('goes on when it cannot say that it has begun', () => {
    const { quitting, steps } = setup(0, new Error('full'))
    quitting.holdQuit()
    quitting.holdQuit()
    expect(steps).toEqual(['leaving', 'failed Error: full', 'close app'])
  })

  test('by a signal asks nobody', () => {
    const { quitting, steps } = setup(3)
    quitting.quitNow()
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual(['leaving', 'quit'])
  })

  test('by a signal overtakes a question that is still open', async () => {
    const { question, quitting, steps } = setup(1)
    quitting.holdWindow()
    quitting.quitNow()
    question.resolve(false)
    await settle()
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual(['ask 1', 'leaving', 'quit'])
  })
})

describe('an app that is asked for', () => {
  test('on its way out is started again when it has gone, once', async () => {
    const { closing, exited, quitting, steps } = setup(0)
    quitting.holdWindow()
    quitting.activate()
    quitting.holdQuit()
    quitting.activate()
    closing.resolve()
    await exited.promise
    expect(steps).toEqual(['leaving', 'close app', 'relaunch', 'exit 0'])
  })

  test('is so also when its goodbyes fail', async () => {
    const { closing, exited, quitting, steps } = setup(0)
    quitting.holdQuit()
    quitting.activate()
    closing.reject(new Error('disk'))
    expect(await exited.promise).toBe(1)
    expect(steps.slice(-2)).toEqual(['relaunch', 'exit 1'])
  })

  test('before that just goes', async () => {
    const { closing, exited, question, quitting, steps } = setup(1)
    quitting.activate()
    quitting.holdWindow()
    quitting.activate()
    question.resolve(true)
    await settle()
    quitting.holdQuit()
    closing.resolve()
    await exited.promise
    expect(steps).not.toContain('relaunch')
  })
})
