/** What can be a body, to the byte, and how two are compared: RFC 8785. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BODY_BYTES,
  BODY_JSON_BYTES,
  BODY_LEVELS,
  EVENT_BYTES,
  TEXT_BYTES,
  VALUE_BYTES,
} from '../../../../shared/domain/limits.ts'
import { byteLength } from '../../../../shared/domain/text.ts'
import {
  type Body,
  bodySize,
  canonical,
  eventCost,
  isBody,
  parseBody,
  sameBody,
} from '../../../../shared/events/body.ts'

/** As many levels, the outermost included. */
function nested(levels: number, inner: object = {}): object {
  return levels === 1 ? inner : { a: nested(levels - 1, inner) }
}

/** As a peer's line or a disk gives it. */
const parsed = (json: string): Body => JSON.parse(json)

/** Anything that JSON can say, with the keys that JavaScript treats in its own way. */
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '1', '10', '9', '-1', '', 'text', '\u20ac'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const { anyBody } = fc.letrec<{ anyValue: unknown; anyBody: Body }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
    fc.array(tie('anyValue'), { maxLength: 4 }),
    tie('anyBody'),
  ),
  // By way of JSON, in which a key called __proto__ is one like any other.
  anyBody: fc
    .array(fc.tuple(key, tie('anyValue')), { maxLength: 4 })
    .map((fields) => parsed(`{${fields.map((field) => field.map(json).join(':')).join(',')}}`)),
}))
const json = (value: unknown) => JSON.stringify(value)

describe('the size of a body', () => {
  test.each([
    ['{}', 0],
    ['{"":""}', 0],
    ['{"a":""}', 1],
    ['{"a":"bc"}', 3],
    ['{"é":"€😀"}', 2 + 3 + 4],
    ['{"a":1}', 1 + VALUE_BYTES],
    ['{"a":-1.5e300}', 1 + VALUE_BYTES],
    ['{"a":null,"b":true,"c":false}', 3 * (1 + VALUE_BYTES)],
    ['{"a":[]}', 1 + VALUE_BYTES],
    ['{"a":["bc",1]}', 1 + VALUE_BYTES + 2 + VALUE_BYTES],
    ['{"a":{"bc":"d"}}', 1 + VALUE_BYTES + 3],
    ['{"__proto__":{"a":"b"}}', 9 + VALUE_BYTES + 2],
  ])('%s is that of its strings, its keys and its other values', (text, size) => {
    expect(bodySize(parsed(text))).toBe(size)
    // In memory each string and each key takes room besides.
    const strings = text.split('"').length >> 1
    expect(eventCost({ body: parsed(text) })).toBe(EVENT_BYTES + size + strings * VALUE_BYTES)
  })

  test('ends at the limit, whatever it is made of', () => {
    const sizes = (...bodies: object[]) => bodies.map(bodySize)
    const text = (bytes: number) => ({ a: 'x'.repeat(bytes - 1) })
    expect(sizes(text(BODY_BYTES), text(BODY_BYTES + 1))).toEqual([BODY_BYTES, undefined])
    const wide = (bytes: number) => ({ [`a${'é'.repeat((bytes - 2) / 2)}`]: 'x' })
    expect(sizes(wide(BODY_BYTES), wide(BODY_BYTES + 2))).toEqual([BODY_BYTES, undefined])
    const many = (count: number) => ({ abcdefgh: Array.from({ length: count }, () => null) })
    const most = BODY_BYTES / VALUE_BYTES - 2
    expect(sizes(many(most), many(most + 1))).toEqual([BODY_BYTES, undefined])
    expect([isBody(text(BODY_BYTES)), isBody(text(BODY_BYTES + 1))]).toEqual([true, false])
  })

  test('is none beyond so many levels, of objects or lists', () => {
    const list = (levels: number): unknown => (levels === 0 ? 1 : [list(levels - 1)])
    expect(isBody(nested(BODY_LEVELS))).toBe(true)
    expect(isBody(nested(BODY_LEVELS, { a: 1, b: 'c' }))).toBe(true)
    expect(isBody(nested(BODY_LEVELS + 1))).toBe(false)
    expect(isBody({ a: list(BODY_LEVELS - 1) })).toBe(true)
    expect(isBody({ a: list(BODY_LEVELS) })).toBe(false)
  })

  test('of what is nested without end is judged without end of the stack', () => {
    const deep = parsed(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)
    expect(bodySize(deep)).toBeUndefined()
    expect(isBody(deep)).toBe(false)
  })
})

describe('a body', () => {
  test.each([null, undefined, 1, 'text', true, [], [{}]])('is not %j', (value) => {
    expect(isBody(value)).toBe(false)
  })

  test.each([
    ['a text', { a: 'x\ud800' }],
    ['a key', { '\udc00': 1 }],
    ['a list', { a: [['\ud83d']] }],
    ['an object in it', { a: { b: '\ude00\ud83d' } }],
  ])('has no half of a character in %s', (_, value) => {
    expect(isBody(value)).toBe(false)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'has no number %d, which JSON cannot say',
    (number) => {
      expect(isBody({ a: number })).toBe(false)
      expect(isBody({ a: [{ b: number }] })).toBe(false)
    },
  )

  test('may have any key, also those that mean something in JavaScript', () => {
    const odd = parsed('{"__proto__":{"x":1},"constructor":"a","toJSON":{"b":2},"1":"one","":""}')
    expect(isBody(odd)).toBe(true)
    expect(canonical(odd)).toBe(
      '{"":"","1":"one","__proto__":{"x":1},"constructor":"a","toJSON":{"b":2}}',
    )
    expect(parseBody(canonical(odd))).toEqual(odd)
    expect(Object.hasOwn(parseBody('{"__proto__":"x"}') ?? {}, '__proto__')).toBe(true)
    expect(canonical(parsed('{"__proto__":"x"}'))).toBe('{"__proto__":"x"}')
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  test('fits in a line as JSON: the worst text of all, and a few bytes more, to the last', () => {
    const worst = '\u0001'.repeat(TEXT_BYTES)
    const body = (key: string) => ({ [key]: worst })
    expect(isBody(body('text'))).toBe(true)
    const spare = BODY_JSON_BYTES - byteLength(json(body('')))
    expect(byteLength(json(body('k'.repeat(spare))))).toBe(BODY_JSON_BYTES)
    expect(isBody(body('k'.repeat(spare)))).toBe(true)
    expect(isBody(body('k'.repeat(spare + 1)))).toBe(false)
  })

  test.each([
    ['empty texts, which cost nothing', '', 3],
    ['control characters, which JSON writes as six bytes each', '\u0001', 9],
  ])('that is a list of %s fits in a line as well', (_, text, each) => {
    const body = (count: number) => ({ a: Array.from({ length: count }, () => text) })
    const around = byteLength(json(body(0))) - 1
    const most = Math.floor((BODY_JSON_BYTES - around) / each)
    expect(byteLength(json(body(most)))).toBeLessThanOrEqual(BODY_JSON_BYTES)
    expect([isBody(body(most)), isBody(body(most + 1))]).toEqual([true, false])
  })

  test('is never longer as JSON than a line has room for', () => {
    const long = fc.tuple(anyBody, fc.nat(40_000), fc.constantFrom('', '\u0001', 'é', '"'))
    fc.assert(
      fc.property(long, ([body, count, text]) => {
        const large = { ...body, many: Array.from({ length: count }, () => text) }
        const fits = byteLength(json(large)) <= BODY_JSON_BYTES
        expect(isBody(large)).toBe(fits && bodySize(large) !== undefined)
      }),
      { numRuns: 50 },
    )
  })

  test.each(['', '{', 'null', '1', '"a"', '[]', '{"a":1}}', '{"a":NaN}', '{"a":1e999}'])(
    'is not read from %j',
    (text) => {
      expect(parseBody(text)).toBeUndefined()
    },
  )
})

describe('the canonical form', () => {
  // RFC 8785, sections 3.2.2 and 3.2.3.
  test('has the literals, numbers and strings of the published example', () => {
    const sample = parsed(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`)
    expect(canonical(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  test('has the keys in the order of the published example, by UTF-16 units', () => {
    const sample = parsed(String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`)
    expect(canonical(sample)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",' +
        '"😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    )
  })

  test('has keys that look like numbers in the order of their characters', () => {
    expect(canonical(parsed('{"9":0,"10":0,"-1":0,"1":0,"a":0,"01":0}'))).toBe(
      '{"-1":0,"01":0,"1":0,"10":0,"9":0,"a":0}',
    )
  })

  // RFC 8785, appendix B: the bits of a double, and how it is written.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s as %s', (bits, written) => {
    const number = Buffer.from(bits, 'hex').readDoubleBE()
    expect(canonical({ a: number })).toBe(`{"a":${written}}`)
  })

  test('escapes what JSON has to, as short as it can, and nothing else', () => {
    const all = Array.from({ length: 0x24 }, (_, code) => String.fromCharCode(code)).join('')
    expect(canonical({ text: `${all}\\/\u007f\u2028é😀` })).toBe(
      `{"text":"${String.raw`\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f`}` +
        String.raw`\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f` +
        ` !\\"#\\\\/\u007f\u2028é😀"}`,
    )
  })

  test('is the same whether a body is one text or has more beside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), key, (text, name) => {
        const one = canonical(parsed(`{${json(name)}:${json(text)}}`))
        const list = canonical({ list: [parsed(`{${json(name)}:${json(text)}}`)] })
        expect(list).toBe(`{"list":[${one}]}`)
      }),
    )
  })

  test('of what it says is itself', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const text = canonical(body)
        expect(canonical(parsed(text))).toBe(text)
        expect(parsed(text)).toEqual(parsed(json(body)))
        expect(parseBody(text)).toEqual(parsed(text))
      }),
    )
  })
})

describe('two bodies', () => {
  /** The fields in another order, at every level. */
  const turned = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(turned).join(',')}]`
    if (typeof value !== 'object' || value === null) return json(value)
    const fields = Object.entries(value).reverse()
    return `{${fields.map(([name, one]) => `${json(name)}:${turned(one)}`).join(',')}}`
  }

  test('say the same in whatever order their fields are', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        expect(sameBody(body, parsed(turned(body)))).toBe(true)
      }),
    )
  })

  test.each([
    ['{"a":1}', '{"a":1.0}', true],
    ['{"a":-0}', '{"a":0}', true],
    ['{"a":"\\u0041"}', '{"a":"A"}', true],
    ['{"a":1}', '{"a":"1"}', false],
    ['{"a":null}', '{}', false],
    ['{"a":[1,2]}', '{"a":[2,1]}', false],
    ['{"a":{}}', '{"a":[]}', false],
    ['{"a":"é"}', '{"a":"e\\u0301"}', false],
    ['{"__proto__":{}}', '{}', false],
  ])('%s and %s: %j', (one, other, same) => {
    expect(sameBody(parsed(one), parsed(other))).toBe(same)
    expect(sameBody(parsed(other), parsed(one))).toBe(same)
  })
})
