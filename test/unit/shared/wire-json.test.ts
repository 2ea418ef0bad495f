import { expect, test } from 'vitest'
import { wireJson } from '../../../shared/wire/json.ts'
import { live, pageOf, stored } from '../../support/pure-session.ts'

const BODY = {
  z: 1e21,
  a: { '10': null, '9': true },
  text: '€\u0001',
  '\u{1f600}': 0,
  '\ufb33': -0,
}
const CANONICAL = '{"a":{"10":null,"9":true},"text":"€\\u0001","z":1e+21,"\u{1f600}":0,"\ufb33":0}'

test('what is said leaves in canonical form, whoever wrote it and however', () => {
  const event = { ...stored(3), body: BODY }
  expect(wireJson(live(event))).toMatch(/^\{"type":"event","seq":3,/)
  expect(wireJson(live(event)).endsWith(`,"body":${CANONICAL}}`)).toBe(true)
  expect(wireJson({ type: 'post', cid: 'c', kind: 'dance', body: BODY })).toBe(
    `{"type":"post","cid":"c","kind":"dance","body":${CANONICAL}}`,
  )
})

test('so do the events of a page, and what has no body is as JSON writes it', () => {
  const page = pageOf([stored(1), { ...stored(2), body: BODY }], true)
  const json = wireJson(page)
  expect(json).toMatch(/^\{"type":"page","more":true,"events":\[\{"seq":1,/)
  expect(json).toContain(`,"body":${CANONICAL}}]}`)
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(page)))
  for (const message of [{ type: 'ping' }, pageOf([]), live(stored(1))])
    expect(JSON.parse(wireJson(message))).toEqual(message)
})
