/** The name offered for an export is the room's, less what no file system should be given. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportName } from '../../../../electron/core/store/export-name.ts'

describe('a file name', () => {
  test.each([
    ['Lab', 'Lab'],
    ['हिन्दी कक्षा', 'हिन्दी कक्षा'],
    ['தமிழ் வகுப்பு', 'தமிழ் வகுப்பு'],
    ['ห้องเรียน', 'ห้องเรียน'],
    ['مُحَمَّد', 'مُحَمَّد'],
    ['שָׁלוֹם', 'שָׁלוֹם'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['Ann’s room (2) & more, 50 % off!', 'Ann’s room (2) & more, 50 % off!'],
    ['C++ / C#', 'C++ C#'],
    ['🎉 Party 👨‍👩‍👧', '🎉 Party 👨‍👩‍👧'],
    ['❤️', '❤️'],
    ['東京・大阪', '東京・大阪'],
    ['a<b>c:d"e/f\\g|h?i*j', 'abcdefghij'],
    ['a\u0000b\u001fc\u007fd\u0085e', 'abcde'],
    ['exe.\u202etxt.lab', 'exe.txt.lab'],
    ['a\u2066b\u2069c\u200ed\ufeffe\u00adf\u3164g', 'abcdefg'],
    ['a\ud800b', 'ab'],
    ['a\uffffb\u0378c', 'abc'],
    ['a\u2028b\nc\td', 'abcd'],
    ['.ssh', 'ssh'],
    ['../../etc/passwd', 'etcpasswd'],
    ['...', 'room'],
    ['v1.2', 'v1.2'],
    ['end. . ', 'end'],
    ['end\u3000', 'end'],
    ['a / b', 'a b'],
    ['CON', '_CON'],
    ['con.lab', '_con.lab'],
    ['Nul .x', '_Nul .x'],
    ['COM1', '_COM1'],
    ['com¹', '_com¹'],
    ['LPT³.2', '_LPT³.2'],
    ['C?ON', '_CON'],
    ['CONIN$', '_CONIN$'],
    ['COM10', 'COM10'],
    ['Contact', 'Contact'],
    ['Comic', 'Comic'],
    ['', 'room'],
    [' ', 'room'],
    ['???', 'room'],
    ['\u200d', 'room'],
    ['\u0301', 'room'],
    ['-', '-'],
  ])('of “%s” is “%s”', (room, name) => {
    expect(exportName(room, 'text')).toBe(`${name}.txt`)
  })

  test('has the ending of its format', () => {
    expect(exportName('Lab', 'json')).toBe('Lab.json')
    expect(exportName('Lab', 'markdown')).toBe('Lab.md')
  })

  test.each([
    ['letters of one byte', 'a', 234],
    ['letters of three bytes', '語', 78],
    ['letters with marks', 'नि', 39],
    ['families', '👨‍👩‍👧‍👦', 9],
    ['flags', '🇩🇪', 29],
  ])('of too many %s ends between two of them', (_, letter, count) => {
    expect(exportName(letter.repeat(300), 'text')).toBe(`${letter.repeat(count)}.txt`)
  })

  test('of one letter that is longer than a name is none', () => {
    expect(exportName(`a${'\u0301'.repeat(300)}`, 'text')).toBe('room.txt')
  })

  const anything = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...'CONcon1¹ .<>:"/\\|?*\u200d\u202e\ufe0f\ud800निक़é🎉', '👨‍👩‍👧'),
    ),
    maxLength: 400,
  })

  test('is one that every file system takes, whatever the room is called', () => {
    fc.assert(
      fc.property(anything, (room) => {
        const name = exportName(room, 'markdown')
        const stem = name.slice(0, -3)
        expect(name.endsWith('.md')).toBe(true)
        expect(name.isWellFormed()).toBe(true)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(238)
        expect(stem).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cn}\p{Bidi_Control}]/u)
        expect(stem).not.toMatch(/^[\s.]|[\s.]$/u)
        expect(stem).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u)
        expect(name.split('.')[0]?.trim()).not.toMatch(/^(con|prn|aux|nul|(com|lpt)[\d¹²³])$/iu)
      }),
      { numRuns: 1_000 },
    )
  })

  test('offered for a name that it was, stays what it is', () => {
    fc.assert(
      fc.property(anything, (room) => {
        const name = exportName(room, 'text')
        expect(exportName(name.slice(0, -4), 'text')).toBe(name)
      }),
      { numRuns: 1_000 },
    )
  })
})
