/** What the log is told when something cannot be drawn. */
import { expect, test } from 'vitest'
import { faultTeller } from '../../../../renderer/store/faults.ts'
import { requests, type VerbRequest } from '../../../../shared/contract/ipc.ts'
import { FAULT_CHARS } from '../../../../shared/domain/limits.ts'

function setup() {
  const told: VerbRequest<'tellFault'>[] = []
  const tell = faultTeller({
    tellFault: async (fault) => {
      told.push(fault)
      return { ok: true, value: undefined }
    },
  })
  return { told, tell }
}

const info = (what: string, componentStack = '\n    at MessageRow (app://tincan/x.js:1:2)') => ({
  componentStack,
  errorBoundary: { props: { what } },
})

test('the log hears what it was, what went wrong, and where', () => {
  const { told, tell } = setup()
  tell(new RangeError('Invalid time value'), info('message'))
  expect(told).toMatchObject([{ where: 'message', error: 'RangeError' }])
  expect(told[0]?.trace).toMatch(/^at .*faults\.test\.ts/)
  expect(told[0]?.trace).toContain('at MessageRow (app://tincan/x.js:1:2)')
})

test('the log hears nothing of what somebody has said', () => {
  const { told, tell } = setup()
  const secret = 'the key is under the mat\n    at the back door'
  tell(new TypeError(secret), info('message'))
  tell(secret, info('message'))
  const renamed = new Error('')
  renamed.stack = secret
  tell(renamed, info('room'))
  expect(told.map(({ error }) => error)).toEqual(['TypeError', 'string', 'Error'])
  expect(JSON.stringify(told)).not.toMatch(/mat|door/)
})

test('the same fault is told once, however often it is drawn', () => {
  const { told, tell } = setup()
  const [error, other] = [new Error('x'), new Error('x')]
  for (let n = 0; n < 100; n += 1) tell(error, info('message'))
  tell(error, info('room'))
  tell(other, info('message'))
  expect(told.map(({ where }) => where)).toEqual(['message', 'room', 'message'])
})

test('whatever is thrown, the contract takes what is told of it', () => {
  const { told, tell } = setup()
  const named = new Error('x')
  named.name = 'N'.repeat(1_000)
  for (const thrown of [named, null, undefined, 7, Symbol('s'), 'words'.repeat(9_999)]) {
    tell(thrown, info('message', 'x'.repeat(9_999)))
  }
  tell(new Error('x'), {})
  expect(told).toHaveLength(7)
  for (const fault of told) {
    expect(requests.tellFault.request.safeParse(fault).success).toBe(true)
    expect(fault.trace.length).toBeLessThanOrEqual(FAULT_CHARS)
  }
})

test('a main process that is gone is no fault of its own', async () => {
  const tell = faultTeller({ tellFault: () => Promise.reject(new Error('gone')) })
  tell(new Error('x'), info('message'))
  await new Promise((resolve) => setImmediate(resolve))
})
