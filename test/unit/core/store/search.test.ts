import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { snippetOf } from '../../../../electron/core/store/snippet.ts'
import type { Store } from '../../../../electron/core/store/store.ts'
import { SNIPPET_CHARS } from '../../../../shared/domain/limits.ts'
import { eventOf, keyOf, memoryStore, textOf } from '../../../support/store-kit.ts'

async function storeOf(...texts: string[]): Promise<{ store: Store; log: number }> {
  const store = await memoryStore()
  const { id } = await store.openLog(keyOf('lab'), {}, 0)
  await store.keep(
    id,
    texts.map((text, n) => eventOf(n + 1, text)),
  )
  return { store, log: id }
}

describe('a search', () => {
  test.each([
    ['a word', 'tea', true],
    ['the beginning of the last word', 'tea ti', true],
    ['the beginning of a word before it', 'te time', false],
    ['words in another order', 'time tea', true],
    ['a word that is not there', 'tea coffee', false],
    ['the middle of a word', 'ime', false],
    ['capitals', 'TEA', true],
    ['accents left out', 'cafe', true],
    ['accents written', 'CAFÉ', true],
    ['accents written as marks of their own', 'cafe\u0301', true],
    ['an apostrophe', 'don’t', true],
    ['words with signs around', '"(tea)!', true],
    ['words that mean something to the engine', 'tea OR coffee', false],
    ['the engine’s own signs', 'tea NEAR(time) -x text:tea ^tea', false],
    ['signs alone', '"*:()', false],
    ['nothing', '', false],
    ['blanks', ' \t\n', false],
    ['half of a pair', '\ud83d', false],
    ['an emoji that is not there', '🎉', false],
    ['a control character', 'tea\u0000', true],
  ])('with %s', async (_, asked, found) => {
    const { store } = await storeOf('Tea time at the Café: don’t be late')
    expect(await store.search(asked, null, null, 9)).toHaveLength(found ? 1 : 0)
  })

  test.each([
    ['東京タワーで会いましょう', ['東京', '京タワー', '会', 'ましょ'], ['京東', '東タワー']],
    ['안녕하세요 여러분', ['안녕', '하세', '여러'], ['녕안']],
    ['สวัสดีครับ', ['สวัส', 'ครับ'], ['รับค']],
    ['ＦＵＬＬ width 東京tower', ['full', 'tower'], ['ower']],
    ['हिन्दी में', ['हिन्दी'], ['दीहिन']],
  ])('finds in %s what is there, with or without spaces', async (text, there, notThere) => {
    const { store } = await storeOf(text)
    for (const asked of there) expect(await store.search(asked, null, null, 9)).toHaveLength(1)
    for (const asked of notThere) expect(await store.search(asked, null, null, 9)).toEqual([])
  })

  test('answers the latest first, and goes on where it ended', async () => {
    const { store } = await storeOf('tea 1', 'tea 2', 'cake', 'tea 3', 'tea 4')
    const texts = (found: Awaited<ReturnType<Store['search']>>) => found.map((f) => textOf(f.event))
    const first = await store.search('tea', null, null, 2)
    expect(texts(first)).toEqual(['tea 4', 'tea 3'])
    const second = await store.search('tea', null, first.at(-1)?.rank ?? 0, 2)
    expect(texts(second)).toEqual(['tea 2', 'tea 1'])
    expect(await store.search('tea', null, second.at(-1)?.rank ?? 0, 2)).toEqual([])
  })

  test('looks into one room or into all, read-only ones too', async () => {
    const { store, log } = await storeOf('tea in the lab')
    const pub = await store.openLog(keyOf('pub'), {}, 0)
    await store.keep(pub.id, [eventOf(1, 'tea in the pub')])
    await store.setReadOnly(log)
    expect(await store.search('tea', null, null, 9)).toMatchObject([{ log: pub.id }, { log }])
    expect(await store.search('tea', log, null, 9)).toMatchObject([{ log }])
    expect(await store.search('pub', log, null, 9)).toEqual([])
    expect(await store.search('tea', 99, null, 9)).toEqual([])
  })

  test('of a room is not misled by words that look like its mark', async () => {
    const { store, log } = await storeOf('tea \ue0002')
    const pub = await store.openLog(keyOf('pub'), {}, 0)
    expect(pub.id).toBe(log + 1)
    expect(await store.search('tea', pub.id, null, 9)).toEqual([])
    expect(await store.search('\ue000', null, null, 9)).toEqual([])
  })

  test('finds a text by each of its own words, whatever they are, and never throws', async () => {
    const { store } = await storeOf()
    const [{ id } = { id: 0 }] = await store.logs()
    let seq = 0
    const anything = fc.string({ unit: 'binary', maxLength: 20 })
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/)
    const texts = fc.array(fc.oneof(anything, word), { maxLength: 4 }).map((all) => all.join(' '))
    await fc.assert(
      fc.asyncProperty(texts, texts, async (text, asked) => {
        seq += 1
        await store.keep(id, [eventOf(seq, text)])
        await store.search(asked, null, null, 9)
        await store.search(asked, id, 5, 9)
        for (const word of text.match(/(?<!\S)[a-z0-9]+(?!\S)/gi) ?? []) {
          expect(await store.search(word, id, null, 1)).toMatchObject([{ event: { seq } }])
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is shown of a found message', () => {
  const shown = (text: string, asked: string) =>
    snippetOf(text, asked)
      .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
      .join('')

  test.each([
    ['tea', 'Tea and tea, steam', '[Tea] and [tea], steam'],
    ['te and', 'Tea, and Andes', 'Tea, [and] [And]es'],
    ['cafe', 'ein Café!', 'ein [Café]!'],
    ['cafe', 'ein Cafe\u0301!', 'ein [Cafe\u0301]!'],
    ['don’t', 'I don’t', 'I [don’t]'],
    ['京タ', '東京タワー', '東[京タ]ワー'],
    ['tow', '東京tower', '東京[tow]er'],
    ['fi', 'the ﬁrst', 'the [ﬁ]rst'],
    ['🙂 a', '🙂 a b', '[🙂] [a] b'],
    ['strasse', 'die Straße!', 'die [Straße]!'],
    ['stras', 'die Straße!', 'die [Straß]e!'],
    ['οδος', 'Η ΟΔΟΣ.', 'Η [ΟΔΟΣ].'],
    ['محمد', 'قال مُحَمَّد:', 'قال [مُحَمَّد]:'],
    ['🌈', 'ja 🏳️‍🌈!', 'ja [🏳️‍🌈]!'],
    ['👍', 'ja 👍🏽👍', 'ja [👍🏽][👍]'],
    ['क', 'हिन्दी कक्षा', 'हिन्दी [क]क्षा'],
    ['', 'tea', 'tea'],
  ])('marks %s', (asked, text, marked) => {
    expect(shown(text, asked)).toBe(marked)
  })

  test('is cut around the first hit, between words', () => {
    const text = `${'before '.repeat(50)}needle ${'after '.repeat(50)}`
    const cut = shown(text, 'needle')
    expect(cut).toMatch(/^…(before )+\[needle\] .*…$/)
    expect(cut.length).toBeLessThanOrEqual(SNIPPET_CHARS + 4)
  })

  test('is a part of the text, and no character is cut in half', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ unit: 'grapheme', maxLength: 5 }),
        (text, asked) => {
          const pieces = snippetOf(text, asked)
          const plain = pieces.map((piece) => piece.text).join('')
          expect(text).toContain(plain.replace(/^…/, '').replace(/…$/, ''))
          expect(plain.isWellFormed()).toBe(true)
        },
      ),
    )
  })
})
