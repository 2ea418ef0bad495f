import { expect, test } from 'vitest'
import { keyTag } from '../../../../renderer/ui/key-tag.ts'
import { keyOf } from '../fixtures.ts'

test('its tag is the beginning of what is read out', () => {
  expect(keyTag(keyOf('h'))).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/)
})
