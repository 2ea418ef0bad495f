import { describe, expect, test } from 'vitest'
import { addressParts, linkWarning } from '../../../../../renderer/features/chat/link-parts.ts'
import { hrefOf } from '../../../../../renderer/features/chat/linkify.ts'

describe('the address in parts', () => {
  test.each([
    ['https://example.org/a?b', ['https://', 'example.org', '/a?b']],
    ['https://example.org:8443/a', ['https://', 'example.org:8443', '/a']],
    ['https://bank.example@evil.example/x@y', ['https://bank.example@', 'evil.example', '/x@y']],
    ['https://a:b@evil.example', ['https://a:b@', 'evil.example', '/']],
    ['https://evil.example?@bank.example', ['https://', 'evil.example', '/?@bank.example']],
    ['http://[::1]:80/', ['http://', '[::1]', '/']],
    ['https://аpple.com/x', ['https://', 'xn--pple-43d.com', '/x']],
    ['mailto:a@b.c?subject=x@y', ['mailto:a@', 'b.c', '?subject=x@y']],
  ])('%s', (written, [before, host, after]) => {
    expect(addressParts(hrefOf(written) ?? '')).toEqual({ before, host, after })
  })

  test('warns of names before the @ and of borrowed letters', () => {
    expect(linkWarning('https://bank@evil.example/')).toContain('before the @')
    expect(linkWarning(hrefOf('https://аpple.com') ?? '')).toContain('alphabet')
    expect(linkWarning('https://example.org/xn--')).toBe(null)
    expect(linkWarning('mailto:a@b.c')).toBe(null)
  })
})
