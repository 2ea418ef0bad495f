import { describe, expect, test } from 'vitest'
import { edited } from '../../faults/edit.ts'

const edit = (from: string, to: string) => ({ file: 'a.ts', from, to })

describe('a planted fault', () => {
  test('replaces its text, to the letter', () => {
    expect(edited('one two three', edit('two', '$& $1'))).toBe('one $& $1 three')
  })

  test.each([
    ['is not there', 'one', 'two', 'three'],
    ['is there twice', 'two two', 'two', 'three'],
    ['is nothing', 'one', '', 'three'],
    ['changes nothing', 'one', 'one', 'one'],
  ])('is refused when its text %s', (_why, source, from, to) => {
    expect(() => edited(source, edit(from, to))).toThrow('a.ts')
  })
})
