import { describe, expect, test } from 'vitest'
import { biteOf, type Report } from '../../faults/teeth.ts'

const FILE = 'test/unit/a.test.ts'

function report(...results: [fullName: string, status: string, failure?: string][]): Report {
  const assertionResults = results.map(([fullName, status, failure]) => ({
    fullName,
    status,
    failureMessages: failure === undefined ? [] : [failure],
  }))
  return { testResults: [{ name: `/copy/${FILE}`, message: '', assertionResults }] }
}

describe('a run of the tests on a copy with a fault in it', () => {
  test('has bitten where a test found something wrong', () => {
    const ran = report(['one', 'passed'], ['two', 'failed', 'AssertionError: expected 1 to be 2'])
    expect(biteOf(ran, [FILE])).toEqual({ passed: 1, failed: ['two'], broken: [] })
  })

  test('has not where a test was only cut off, as a busy machine does it', () => {
    const late = 'TestTimeoutError: Test timed out in 5000ms.\nIf this is a long-running test'
    const ran = report(['one', 'failed', late], ['two', 'failed', 'Error: Hook timed out in 9ms.'])
    const broken = ['one did not end', 'two did not end']
    expect(biteOf(ran, [FILE])).toEqual({ passed: 0, failed: [], broken })
  })

  test('has not where a file could not be loaded, or is not there', () => {
    const testResults = [{ name: `/copy/${FILE}`, message: 'a syntax error', assertionResults: [] }]
    const { failed, broken } = biteOf({ testResults }, [FILE, 'test/unit/b.test.ts'])
    expect(failed).toEqual([])
    expect(broken).toEqual([
      `/copy/${FILE} could not be run: a syntax error`,
      'test/unit/b.test.ts is not there',
    ])
  })
})
