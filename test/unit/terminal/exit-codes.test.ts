/** With which code the program ends, for scripts. */
import { expect, test } from 'vitest'
import { EXIT, exitCodeOf } from '../../../electron/terminal/exit-codes.ts'
import { errorCodes } from '../../../shared/domain/errors.ts'

test('only what is Tincan’s own fault, or no end at all, has the code of an inner error', () => {
  const inner = errorCodes.filter((code) => exitCodeOf(code) === EXIT.internal)
  for (const code of inner)
    expect(code).not.toMatch(
      /^(identity_(?!new|restored)|known_hosts_(un|not)|storage_(?!damaged)|file)/,
    )
})
