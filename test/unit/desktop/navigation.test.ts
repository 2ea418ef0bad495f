import { describe, expect, test } from 'vitest'
import { loggableUrl, mayNavigate } from '../../../electron/desktop/navigation.ts'

describe('a page', () => {
  test('may go back to itself, and nowhere else', () => {
    const page = 'app://tincan/index.html'
    expect(mayNavigate(page, true, page)).toBe(true)
    expect(mayNavigate(page, false, page)).toBe(false)
    for (const to of ['app://tincan/other.html', 'app://other/index.html', 'https://a.b/', 'x']) {
      expect(mayNavigate(to, true, page)).toBe(false)
    }
  })
})

describe('what the log says of an address', () => {
  test.each([
    ['https://paste.example/reset?token=hunter2', 'https:…'],
    ['data:text/plain,the%20secret%20text', 'data:…'],
    ['tincan://join?a=1&t=Qp303mlqBp9gTGFn6OaxPQ', 'tincan:…'],
    ['words that were dropped', 'no address'],
  ])('%s: %s', (url, said) => {
    expect(loggableUrl(url)).toBe(said)
  })
})
