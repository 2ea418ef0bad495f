/** The way out: who is asked, what waits, and that each step happens once. */
import { describe, expect, test } from 'vitest'
import { Quitting } from '../../../electron/desktop/quitting.ts'

function setup(rooms: number, leaving = () => {}) {
  const steps: string[] = []
  const question = Promise.withResolvers<boolean>()
  const core = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<number>()
  const quitting = new Quitting({
    hostedRooms: () => rooms,
    ask: (count) => {
      steps.push(`ask ${count}`)
      return question.promise
    },
    leaving,
    closeCore: () => {
      steps.push('close core')
      return core.promise
    },
    quit: () => void steps.push('quit'),
    exit: (code) => {
      steps.push(`exit ${code}`)
      exited.resolve(code)
    },
    failed: (error) => void steps.push(`failed ${error}`),
  })
  return { core, exited, question, quitting, steps }
}

/** Lets what was resolved take its course. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a window that closes', () => {
  test('closes at once when no room is hosted here', () => {
    const { quitting, steps } = setup(0)
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual([])
  })

  test('stays while the person is asked once, and for good after a no', async () => {
    const { question, quitting, steps } = setup(2)
    expect(quitting.holdWindow()).toBe(true)
    expect(quitting.holdWindow()).toBe(true)
    question.resolve(false)
    await settle()
    expect(steps).toEqual(['ask 2'])
    expect(quitting.holdWindow()).toBe(true)
    expect(steps).toEqual(['ask 2', 'ask 2'])
  })

  test('closes after a yes', async () => {
    const { question, quitting, steps } = setup(1)
    quitting.holdWindow()
    question.resolve(true)
    await settle()
    expect(steps).toEqual(['ask 1', 'quit'])
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
    const { core, exited, quitting, steps } = setup(1)
    expect(quitting.holdQuit()).toBe(true)
    expect(quitting.holdQuit()).toBe(true)
    quitting.quitNow()
    expect(steps).toEqual(['close core'])
    core.resolve()
    expect(await exited.promise).toBe(0)
  })

  test('ends with a code that says so when the goodbyes fail', async () => {
    const { core, exited, quitting, steps } = setup(0)
    quitting.holdQuit()
    core.reject(new Error('disk'))
    expect(await exited.promise).toBe(1)
    expect(steps).toEqual(['close core', 'failed Error: disk', 'exit 1'])
  })

  test('says that it has begun, before the goodbyes, and goes on when it cannot', () => {
    const said: string[] = []
    const { quitting, steps } = setup(0, () => {
      said.push(...steps, 'leaving')
      throw new Error('full')
    })
    quitting.holdQuit()
    quitting.holdQuit()
    expect(said).toEqual(['leaving'])
    expect(steps).toEqual(['failed Error: full', 'close core'])
  })

  test('by a signal asks nobody', () => {
    const { quitting, steps } = setup(3)
    quitting.quitNow()
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual(['quit'])
  })

  test('by a signal overtakes a question that is still open', async () => {
    const { question, quitting, steps } = setup(1)
    quitting.holdWindow()
    quitting.quitNow()
    question.resolve(false)
    await settle()
    expect(quitting.holdWindow()).toBe(false)
    expect(steps).toEqual(['ask 1', 'quit'])
  })
})
