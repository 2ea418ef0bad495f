import { describe, expect, test } from 'vitest'
import { loggable } from '../../../electron/desktop/loggable.ts'
import { AppError } from '../../../shared/domain/errors.ts'

const KEY = 'owGBU5sWwRp6N5VSJiG4h7JXkArp_RDcGkRJPukSdH4'
const TICKET = 'Qp303mlqBp9gTGFn6OaxPQ'
const LINK = `tincan://join?a=192.168.1.5:62260&pk=${KEY}&t=${TICKET}`

describe('the log holds no', () => {
  test.each([
    ['invite link', `dialled ${LINK} now`],
    ['link in capitals', LINK.toUpperCase()],
    ['key', `known as ${KEY}.`],
    ['ticket', `ticket=${TICKET}`],
    ['private key', `-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----`],
  ])('%s', (_, text) => {
    const written = loggable(text)
    for (const secret of [KEY, TICKET, 'secret', KEY.toUpperCase(), TICKET.toUpperCase()]) {
      expect(written).not.toContain(secret)
    }
    expect(written).toContain('…')
  })

  test('words of a host, of a person or of a file in an error', () => {
    const error = new AppError('refused_other', { said: 'the host’s words' })
    expect(loggable(error)).toMatch(/^AppError: refused_other\n {4}at /)
    let unread: unknown
    try {
      JSON.parse('a private sentence')
    } catch (thrown) {
      unread = thrown
    }
    expect(loggable(unread)).not.toContain('private')
    expect(loggable(new Error('it broke', { cause: unread }))).not.toContain('private')
  })

  test('words that look like a place in the code', () => {
    const said = 'hi\n    at SECRET words (tincan://join?t=1)'
    const written = loggable(new AppError('refused_other', { said }))
    expect(written).not.toContain('SECRET')
    expect(written).toMatch(/^AppError: refused_other\n {4}at /)
  })

  test('values whose fields nobody has looked at', () => {
    expect(loggable({ invite: LINK })).toBe('(not logged)')
    expect(loggable([LINK])).toBe('(not logged)')
    expect(loggable(null)).toBe('(not logged)')
  })
})

describe('the log holds', () => {
  test('paths, numbers, the system’s errors and where they came from', () => {
    expect(loggable('started in /home/ann/.config/Tincan')).toBe(
      'started in /home/ann/.config/Tincan',
    )
    expect(loggable(62260)).toBe('62260')
    const error = new Error('EACCES: permission denied', { cause: new AppError('storage_full') })
    expect(loggable(error)).toMatch(
      /^Error: EACCES: permission denied\n(.|\n)*caused by AppError: storage_full\n/,
    )
  })
})
