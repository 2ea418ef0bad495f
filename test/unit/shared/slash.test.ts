import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWords } from '../../../electron/terminal/commands.ts'
import { readTyped } from '../../../shared/contract/slash.ts'

describe('what a person types', () => {
  test.each(['/quit', '/leave', ' /quit ', '/quit\n'])('%j leaves', (text) => {
    expect(readTyped(text)).toEqual({ type: 'leave' })
  })

  test.each([
    ['/qiut', 'qiut'],
    ['/me waves', 'me'],
    ['/leave now', 'leave'],
    ['/помощь', 'помощь'],
    [' /help', 'help'],
    ['/help\nme', 'help'],
  ])('%j is no command, and is not said', (text, word) => {
    expect(readTyped(text)).toMatchObject({ type: 'unknown', word })
  })

  test.each([
    ['//me waves', '/me waves'],
    ['//quit', '/quit'],
    ['/etc/hosts is the file', '/etc/hosts is the file'],
    ['/', '/'],
    ['/ or', '/ or'],
    ['// a comment', '// a comment'],
    ['and/or', 'and/or'],
    ['/.', '/.'],
    ['hello\n/quit', 'hello\n/quit'],
  ])('%j says %j', (text, said) => {
    expect(readTyped(text)).toEqual({ type: 'say', text: said })
  })

  test('anything can be said, and means the same on a terminal', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const typed = readTyped(text)
        const said = typed.type === 'say' ? text : text.replace('/', '//')
        expect(readTyped(said).type).toBe('say')
        const command = parseWords(text)
        if (text.trim() === '' || text.endsWith('\r')) return
        expect(command.type).toBe(typed.type === 'unknown' ? 'wrong' : typed.type)
      }),
    )
  })
})
